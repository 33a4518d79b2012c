// SPDX-License-Identifier: Apache-2.0

extension RustName {
  mutating func readPath(inValue: Bool) throws(Refused) {
    try nested { name throws(Refused) in try name.readPathHere(inValue: inValue) }
  }

  private mutating func readPathHere(inValue: Bool) throws(Refused) {
    let start = position
    switch Unicode.Scalar(try next()) {
    case "C":
      _ = try optionalNumber(after: "s")
      try write(try word())
    case "M":
      try skipImplementation()
      try readQualified(hasTrait: false, inValue: inValue)
    case "X":
      try skipImplementation()
      try readQualified(hasTrait: true, inValue: inValue)
    case "Y": try readQualified(hasTrait: true, inValue: inValue)
    case "N": try readNested(inValue: inValue)
    case "I":
      try readPath(inValue: inValue)
      try write(inValue ? "::<" : "<")
      try readList { name throws(Refused) in try name.readArgument() }
      try write(">")
    case "B":
      try readBack(from: start) { name throws(Refused) in try name.readPath(inValue: inValue) }
    default: throw Refused()
    }
  }

  /// Where an implementation is, which readers need not know.
  private mutating func skipImplementation() throws(Refused) {
    _ = try optionalNumber(after: "s")
    let wasSilent = isSilent
    isSilent = true
    try readPath(inValue: false)
    isSilent = wasSilent
  }

  private mutating func readQualified(hasTrait: Bool, inValue: Bool) throws(Refused) {
    try write("<")
    try readType()
    if hasTrait {
      try write(" as ")
      try readPath(inValue: false)
    }
    try write(">")
  }

  private mutating func readNested(inValue: Bool) throws(Refused) {
    let space = Unicode.Scalar(try next())
    try readPath(inValue: inValue)
    let number = try optionalNumber(after: "s")
    let word = try word()
    if ("a"..."z").contains(space) {
      if !word.isEmpty { try write("::\(word)") }
      return
    }
    guard ("A"..."Z").contains(space) else { throw Refused() }
    let kind = space == "C" ? "closure" : space == "S" ? "shim" : String(space)
    try write("::{\(kind)\(word.isEmpty ? "" : ":\(word)")#\(number)}")
  }

  /// Reads as many as come, up to an `E`.
  mutating func readList(
    separator: String = ", ", _ body: (inout RustName) throws(Refused) -> Void
  ) throws(Refused) {
    var isFirst = true
    while !takes("E") {
      if !isFirst { try write(separator) }
      isFirst = false
      try body(&self)
    }
  }

  private mutating func readArgument() throws(Refused) {
    if takes("L") {
      try writeLifetime(try number62())
    } else if takes("K") {
      try readConstant()
    } else {
      try readType()
    }
  }

  mutating func writeLifetime(_ number: UInt64) throws(Refused) {
    if number == 0 { return try write("'_") }
    guard number <= boundLifetimes else { throw Refused() }
    let place = boundLifetimes - number
    let letter = place < 26 ? String(Unicode.Scalar(UInt8(ascii: "a") + UInt8(place))) : "_\(place)"
    try write("'\(letter)")
  }
}
