// SPDX-License-Identifier: Apache-2.0

extension RustName {
  static let basic: [Unicode.Scalar: String] = [
    "a": "i8", "b": "bool", "c": "char", "d": "f64", "e": "str", "f": "f32", "h": "u8",
    "i": "isize", "j": "usize", "l": "i32", "m": "u32", "n": "i128", "o": "u128", "p": "_",
    "s": "i16", "t": "u16", "u": "()", "v": "...", "x": "i64", "y": "u64", "z": "!",
  ]

  mutating func readType() throws(Refused) {
    try nested { name throws(Refused) in try name.readTypeHere() }
  }

  private mutating func readTypeHere() throws(Refused) {
    let start = position
    let letter = Unicode.Scalar(try next())
    if let name = Self.basic[letter] { return try write(name) }
    switch letter {
    case "R", "Q":
      try write("&")
      if takes("L") {
        let number = try number62()
        if number > 0 {
          try writeLifetime(number)
          try write(" ")
        }
      }
      try write(letter == "Q" ? "mut " : "")
      try readType()
    case "P", "O":
      try write(letter == "P" ? "*const " : "*mut ")
      try readType()
    case "A", "S":
      try write("[")
      try readType()
      if letter == "A" {
        try write("; ")
        try readConstant()
      }
      try write("]")
    case "T": try readTuple()
    case "F": try inBinder { name throws(Refused) in try name.readFunction() }
    case "D":
      try write("dyn ")
      try inBinder { name throws(Refused) in
        try name.readList(separator: " + ") { name throws(Refused) in try name.readTrait() }
      }
      guard takes("L") else { throw Refused() }
      let number = try number62()
      if number > 0 {
        try write(" + ")
        try writeLifetime(number)
      }
    case "B": try readBack(from: start) { name throws(Refused) in try name.readType() }
    default:
      position = start
      try readPath(inValue: false)
    }
  }

  private mutating func readTuple() throws(Refused) {
    try write("(")
    var count = 0
    try readList { name throws(Refused) in
      count += 1
      try name.readType()
    }
    try write(count == 1 ? ",)" : ")")
  }

  private mutating func inBinder(
    _ body: (inout RustName) throws(Refused) -> Void
  ) throws(Refused) {
    let count = try optionalNumber(after: "G")
    guard count <= 26, boundLifetimes <= 1000 else { throw Refused() }
    if count > 0 {
      try write("for<")
      for index in 0..<count {
        boundLifetimes += 1
        try write(index > 0 ? ", " : "")
        try writeLifetime(1)
      }
      try write("> ")
    }
    try body(&self)
    boundLifetimes -= count
  }

  private mutating func readFunction() throws(Refused) {
    try write(takes("U") ? "unsafe " : "")
    if takes("K") {
      let abi = takes("C") ? "C" : String(try word().map { $0 == "_" ? "-" : $0 })
      try write("extern \"\(abi)\" ")
    }
    try write("fn(")
    try readList { name throws(Refused) in try name.readType() }
    try write(")")
    if takes("u") { return }
    try write(" -> ")
    try readType()
  }

  private mutating func readTrait() throws(Refused) {
    try readPath(inValue: false)
    guard peek() == UInt8(ascii: "p") else { return }
    // What it is with stands among its arguments.
    if output.hasSuffix(">"), !isSilent {
      output.removeLast()
      try write(", ")
    } else {
      try write("<")
    }
    var isFirst = true
    while takes("p") {
      try write("\(isFirst ? "" : ", ")\(try word()) = ")
      isFirst = false
      try readType()
    }
    try write(">")
  }
}
