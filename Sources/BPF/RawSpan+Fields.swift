// SPDX-License-Identifier: Apache-2.0

import Glibc

extension RawSpan {
  /// The 64-bit number at a byte offset; 0 beyond the end.
  @inlinable
  public func uint64(at offset: Int) -> UInt64 {
    guard offset >= 0, offset + 8 <= byteCount else { return 0 }
    return unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  /// The 32-bit number at a byte offset; 0 beyond the end.
  @inlinable
  public func uint32(at offset: Int) -> UInt32 {
    guard offset >= 0, offset + 4 <= byteCount else { return 0 }
    return unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
  }

  /// The 16-bit number at a byte offset; 0 beyond the end.
  @inlinable
  public func uint16(at offset: Int) -> UInt16 {
    guard offset >= 0, offset + 2 <= byteCount else { return 0 }
    return unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
  }

  /// The signed 32-bit number at a byte offset; 0 beyond the end.
  @inlinable
  public func int32(at offset: Int) -> Int32 { Int32(bitPattern: uint32(at: offset)) }

  /// The bytes from an offset up to the first NUL, at most `limit` of them.
  public func bytes(at offset: Int, limit: Int) -> [UInt8] {
    let text = self.text(at: offset, limit: limit)
    return unsafe text.withUnsafeBytes { unsafe Array($0) }
  }

  /// The part from an offset up to the first NUL, at most `limit` bytes of it.
  @_lifetime(copy self)
  public func text(at offset: Int, limit: Int) -> RawSpan {
    let end = Swift.min(byteCount, offset + limit)
    guard offset >= 0, offset < end else { return extracting(0..<0) }
    let length = unsafe withUnsafeBytes { memory -> Int in
      guard let start = memory.baseAddress else { return 0 }
      return unsafe strnlen((start + offset).assumingMemoryBound(to: CChar.self), end - offset)
    }
    return extracting(offset..<(offset + length))
  }
}
