// SPDX-License-Identifier: Apache-2.0

/// Reads what a `BitWriter` wrote, and stops at what it cannot have written.
struct BitReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The bits that are left, with those that fill up the last byte.
  var remaining: Int { bytes.count * 8 - position }

  /// Reads one bit.
  mutating func bit() throws(ResultsError) -> UInt64 {
    guard position < bytes.count * 8 else { throw Self.damaged("it ends too soon") }
    defer { position += 1 }
    return UInt64(bytes[position / 8] >> UInt8(7 - position % 8)) & 1
  }

  /// Reads an exponential-Golomb code of one order.
  mutating func number(order: Int) throws(ResultsError) -> UInt64 {
    var zeros = 0
    while try bit() == 0 {
      zeros += 1
      guard zeros < 64 else { throw Self.damaged("a number is longer than 64 bits") }
    }
    let prefix = try bits(zeros, after: 1) - 1
    guard prefix <= .max >> UInt64(order) else {
      throw Self.damaged("a number is longer than 64 bits")
    }
    return try bits(order, after: prefix)
  }

  /// Reads how many things follow, each of which takes at least one bit.
  mutating func count(order: Int) throws(ResultsError) -> Int {
    let value = try number(order: order)
    guard value <= UInt64(remaining) else { throw Self.damaged("a count exceeds what is left") }
    return Int(value)
  }

  private mutating func bits(_ count: Int, after high: UInt64) throws(ResultsError) -> UInt64 {
    var value = high
    for _ in 0..<count { value = (value << 1) | (try bit()) }
    return value
  }

  static func damaged(_ reason: String) -> ResultsError {
    .malformed(field: "raw.packed", reason: reason)
  }
}
