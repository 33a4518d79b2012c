// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A file whose reads and writes go to the disk each time (`O_DIRECT`), and how long they took its
/// user.
final class DirectFile: Sendable {
  struct Unusable: Error {
    let errno: Int32
  }

  private static let alignment = 4096
  let descriptor: Int32
  /// What the file is in; `nil` where it is somebody else's.
  private let folder: TemporaryFolder?

  /// A file that somebody else closes.
  init(borrowing descriptor: Int32) {
    self.descriptor = descriptor
    folder = nil
  }

  init(kibibytes: Int) throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    let path = folder.url.appending(path: "direct").path
    descriptor = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC | 0o40000, 0o600)
    guard descriptor >= 0 else { throw Unusable(errno: errno) }
    _ = try write(count: 1, bytes: kibibytes * 1024)
    fsync(descriptor)
  }

  deinit { if folder != nil { close(descriptor) } }

  /// Reads from the start of the file on, a request after the other.
  ///
  /// - Returns: The nanoseconds of each.
  func read(count: Int, bytes: Int = 4096) throws -> [UInt64] {
    unsafe try timed(count, bytes) { unsafe pread(self.descriptor, $0, bytes, off_t($1 * bytes)) }
  }

  /// Writes from the start of the file on, a request after the other.
  ///
  /// - Returns: The nanoseconds of each.
  func write(count: Int, bytes: Int = 4096) throws -> [UInt64] {
    unsafe try timed(count, bytes) { unsafe pwrite(self.descriptor, $0, bytes, off_t($1 * bytes)) }
  }

  private func timed(
    _ count: Int, _ bytes: Int, _ operation: (UnsafeMutableRawPointer, Int) -> Int
  ) throws -> [UInt64] {
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.alignment)
    defer { unsafe buffer.deallocate() }
    unsafe buffer.initializeMemory(as: UInt8.self, repeating: 7, count: bytes)
    return try (0..<count).map { index in
      let start = DispatchTime.now().uptimeNanoseconds
      let done = unsafe operation(buffer, index)
      guard done == bytes else { throw Unusable(errno: errno) }
      return DispatchTime.now().uptimeNanoseconds - start
    }
  }
}
