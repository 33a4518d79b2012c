// SPDX-License-Identifier: Apache-2.0

extension LineBuffer {
  /// Adds a number in decimal.
  public mutating func append(decimal number: Int64) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  /// Adds a number in octal with at least eight digits.
  package mutating func append(octal number: UInt32) {
    let digits = String(number, radix: 8)
    append(String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits)
  }

  /// Adds a number with a decimal point so many digits from its end.
  package mutating func append(fixed number: UInt64, decimals: Int) {
    var unit: UInt64 = 1
    for _ in 0..<decimals { unit *= 10 }
    append(decimal: Int64(number / unit))
    append(UInt8(ascii: "."))
    var rest = number % unit
    for _ in 0..<decimals {
      unit /= 10
      append(UInt8(ascii: "0") + UInt8(rest / unit))
      rest %= unit
    }
  }
}
