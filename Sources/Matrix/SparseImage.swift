// SPDX-License-Identifier: Apache-2.0

import Glibc
import Kernels
import System

/// The nonzero blocks of a disk's image behind their offsets, for a guest's disk of zeroes.
struct SparseImage {
  static let blockBytes = 4096
  /// Entries of an offset (8 bytes, little-endian) and a block.
  let bytes: [UInt8]

  /// Reads an image.
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

  /// Adopts another image's `bytes`.
  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Writes the blocks to a disk; whether all were written.
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
