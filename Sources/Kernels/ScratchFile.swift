// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A file without a name, which is gone when its owner lets go of it or dies, whatever of.
///
/// It has a path for other programs of the same user, as long as its owner lives.
public final class ScratchFile: Sendable {
  /// `/proc/PID/fd/NUMBER`.
  public let path: String
  private let folder: String
  private let descriptor: Int32

  /// Makes an empty one.
  ///
  /// - Parameter folder: Where its content takes room.
  /// - Throws: `cannotStore`.
  public init(in folder: String) throws(KernelsError) {
    let name = "\(folder)/tare-scratch.\(UInt64.random(in: 0 ... .max))"
    descriptor = unsafe open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .cannotStore(path: folder, reason: Files.systemReason())
    }
    _ = unsafe unlink(name)
    path = "/proc/\(getpid())/fd/\(descriptor)"
    self.folder = folder
  }

  deinit { close(descriptor) }

  /// Writes its content, in place of what it had.
  ///
  /// - Throws: `cannotStore`, for example because the disk is full.
  public func write(_ bytes: [UInt8]) throws(KernelsError) {
    var rest = bytes[...]
    guard lseek(descriptor, 0, SEEK_SET) == 0, ftruncate(descriptor, 0) == 0 else {
      throw .cannotStore(path: folder, reason: Files.systemReason())
    }
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .cannotStore(path: folder, reason: Files.systemReason()) }
      rest = rest.dropFirst(count)
    }
  }

  /// Gives it a size without taking room: what was not written reads as zeroes.
  ///
  /// - Throws: `cannotStore`.
  public func extend(toBytes size: Int) throws(KernelsError) {
    guard ftruncate(descriptor, size) == 0 else {
      throw .cannotStore(path: folder, reason: Files.systemReason())
    }
  }
}
