// SPDX-License-Identifier: Apache-2.0

extension RustName {
  mutating func readConstant() throws(Refused) {
    let start = position
    if takes("p") { return try write("_") }
    if takes("B") {
      return try readBack(from: start) { name throws(Refused) in try name.readConstant() }
    }
    let type = Unicode.Scalar(try next())
    guard Self.basic[type] != nil else { throw Refused() }
    let sign = takes("n") ? "-" : ""
    var digits = ""
    while !takes("_") { digits.unicodeScalars.append(Unicode.Scalar(try next())) }
    try write(try constant(type, sign, digits))
  }

  private func constant(
    _ type: Unicode.Scalar, _ sign: String, _ digits: String
  ) throws(Refused) -> String {
    guard let value = UInt64(digits.isEmpty ? "0" : digits, radix: 16) else {
      return "\(sign)0x\(digits)"
    }
    switch type {
    case "b" where value < 2: return value == 1 ? "true" : "false"
    case "c":
      guard let scalar = UInt32(exactly: value).flatMap({ Unicode.Scalar($0) }) else {
        throw Refused()
      }
      return "'\(scalar)'"
    default: return "\(sign)\(value)"
    }
  }
}
