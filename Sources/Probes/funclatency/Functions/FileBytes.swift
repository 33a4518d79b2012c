// SPDX-License-Identifier: Apache-2.0

import BPF

/// Bytes of a file, with the little-endian numbers and texts in them; beyond the end are zeros.
struct FileBytes {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count }

  func uint8(at offset: Int) -> UInt8 { bytes.indices.contains(offset) ? bytes[offset] : 0 }
  func uint16(at offset: Int) -> UInt16 { unsafe bytes.span.bytes.uint16(at: offset) }
  func uint32(at offset: Int) -> UInt32 { unsafe bytes.span.bytes.uint32(at: offset) }
  func uint64(at offset: Int) -> UInt64 { unsafe bytes.span.bytes.uint64(at: offset) }

  /// The text from an offset up to the first NUL, at most `limit` bytes of it.
  func text(at offset: Int, limit: Int = 4096) -> String {
    String(decoding: unsafe bytes.span.bytes.bytes(at: offset, limit: limit), as: UTF8.self)
  }
}
