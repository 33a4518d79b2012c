// SPDX-License-Identifier: Apache-2.0

internal import CSystem
import Glibc

/// A file in memory that has no name, so that nothing of it outlives the process. Other programs
/// open it by its path for as long as it lives.
package final class MemoryFile: Sendable {
  private let descriptor: Int32

  /// Makes a file of `size` bytes; beyond the content they are zeroes and take no memory. The name
  /// is for messages and `/proc/PID/maps`.
  package init(
    named name: String, holding content: [UInt8] = [], size: Int? = nil
  ) throws(SystemError) {
    descriptor = unsafe csystem_memory_file(name)
    guard descriptor >= 0 else { throw SystemError(-descriptor) }
    do throws(SystemError) {
      guard ftruncate(descriptor, size ?? content.count) == 0 else { throw SystemError.last }
      try OpenFile.write(content, to: descriptor)
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// Where programs started by this process find it.
  package var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

  /// Hands on each stretch of it that was ever written, in blocks of `size` bytes, a multiple of
  /// the page size; what lies between is zeroes.
  package func forEachBlock(
    of size: Int, _ body: (_ offset: Int, _ bytes: [UInt8]) -> Void
  ) throws(SystemError) {
    var block = [UInt8](repeating: 0, count: size)
    var offset = lseek(descriptor, 0, Self.nextData)
    while offset >= 0 {
      let start = offset / size * size
      let count = unsafe block.withUnsafeMutableBytes {
        unsafe pread(descriptor, $0.baseAddress, size, start)
      }
      guard count >= 0 else { throw .last }
      if count == 0 { return }
      body(start, Array(block[..<count]))
      offset = lseek(descriptor, start + size, Self.nextData)
    }
  }

  /// SEEK_DATA of lseek(2), which Swift does not import.
  private static let nextData: Int32 = 3
}
