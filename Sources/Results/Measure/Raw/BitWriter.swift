// SPDX-License-Identifier: Apache-2.0

/// Writes numbers as a stream of bits, the highest bit of each byte first.
struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var pending: UInt64 = 0
  private var pendingCount = 0

  /// The stream; the last byte is filled up with zeros.
  consuming func finish() -> [UInt8] {
    if pendingCount > 0 { write(0, bits: 8 - pendingCount) }
    return bytes
  }

  /// Writes the lowest `bits` bits of `value`, at most 64.
  mutating func write(_ value: UInt64, bits: Int) {
    var left = bits
    while left > 0 {
      let taken = min(8 - pendingCount, left)
      left -= taken
      pending = (pending << UInt64(taken)) | ((value >> UInt64(left)) & ((1 << UInt64(taken)) - 1))
      pendingCount += taken
      guard pendingCount == 8 else { continue }
      bytes.append(UInt8(pending))
      pending = 0
      pendingCount = 0
    }
  }

  /// Writes `value` as an exponential-Golomb code of one order.
  ///
  /// (value >> order) + 1 in n bits after n − 1 zeros, then the lowest `order` bits of the value.
  mutating func write(_ value: UInt64, order: Int) {
    precondition(order > 0 || value < .max, "order 0 cannot hold the largest number")
    let prefix = (value >> UInt64(order)) + 1
    let width = UInt64.bitWidth - prefix.leadingZeroBitCount
    write(0, bits: width - 1)
    write(prefix, bits: width)
    write(value, bits: order)
  }

  /// How many bits `write(_:order:)` takes.
  static func cost(of value: UInt64, order: Int) -> Int {
    let prefix = (value >> UInt64(order)) + 1
    return 2 * (UInt64.bitWidth - prefix.leadingZeroBitCount) - 1 + order
  }
}
