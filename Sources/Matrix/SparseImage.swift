// SPDX-License-Identifier: Apache-2.0

import Glibc
import Kernels
import System

/// The blocks of a disk's image that are not all zeroes, each behind its offset: what a guest needs
/// to write the image to a disk of zeroes.
struct SparseImage {
  static let blockBytes = 4096
  /// The offset (8 bytes, little-endian) and the block, again and again.
  let bytes: [UInt8]

  /// Reads an image.
  ///
  /// - Throws: `cannotRead`.
  init(of image: MemoryFile) throws(KernelsError) {
    var bytes: [UInt8] = []
    do throws(SystemError) {
      try image.forEachBlock(of: Self.blockBytes) { offset, block in
        guard block.contains(where: { $0 != 0 }) else { return }
        bytes += unsafe withUnsafeBytes(of: UInt64(offset).littleEndian) { unsafe Array($0) }
        bytes += block
      }
    } catch { throw .cannotRead(path: image.path, reason: error.description) }
    self.bytes = bytes
  }

  /// Takes what `bytes` of another held.
  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Writes the blocks to a disk.
  ///
  /// - Returns: Whether all could be written.
  func write(to descriptor: Int32) -> Bool {
    let entry = 8 + Self.blockBytes
    return stride(from: 0, through: bytes.count - entry, by: entry).allSatisfy { start in
      let offset = (0..<8).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
      return unsafe bytes.withUnsafeBytes {
        unsafe pwrite(
          descriptor, $0.baseAddress.map { unsafe $0 + start + 8 }, Self.blockBytes, offset)
      } == Self.blockBytes
    }
  }
}
