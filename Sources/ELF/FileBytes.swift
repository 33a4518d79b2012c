// SPDX-License-Identifier: Apache-2.0

/// Bytes of a file, with the little-endian numbers and texts in them; beyond the end are zeros.
package struct FileBytes: Sendable {
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var count: Int { bytes.count }

  package func uint8(at offset: Int) -> UInt8 { number(at: offset) }
  package func uint16(at offset: Int) -> UInt16 { number(at: offset) }
  package func uint32(at offset: Int) -> UInt32 { number(at: offset) }
  package func uint64(at offset: Int) -> UInt64 { number(at: offset) }

  private func number<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Number {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Number>.size else { return 0 }
    return unsafe bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Number.self)
  }

  /// The text from an offset up to the first NUL, at most `limit` bytes of it.
  package func text(at offset: Int, limit: Int = 4096) -> String {
    guard bytes.indices.contains(offset) else { return "" }
    let text = bytes[offset...].prefix(limit).prefix { $0 != 0 }
    return String(decoding: text, as: UTF8.self)
  }
}
