// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Workloads

/// A lock between processes (`flock(2)`), given back when its owner lets go of it or dies.
final class FileLock: Sendable {
  enum Mode { case shared, exclusive }

  private let descriptor: Int32

  private init(adopting descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Waits for a lock.
  static func wait(
    _ path: String, _ mode: Mode, interrupted: @Sendable () -> Bool
  ) throws(KernelsError) -> FileLock {
    while true {
      if let lock = try attempt(path, mode) { return lock }
      if interrupted() { throw .interrupted }
      pause(for: .milliseconds(50))
    }
  }

  /// Takes a lock; `nil` while another process, or another owner in this one, has it.
  static func attempt(_ path: String, _ mode: Mode) throws(KernelsError) -> FileLock? {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .cannotStore(path: path, reason: Files.systemReason())
    }
    let lock = FileLock(adopting: descriptor)
    return lock.take(mode) ? lock : nil
  }

  /// Makes an exclusive lock a shared one.
  func share() { _ = take(.shared) }

  private func take(_ mode: Mode) -> Bool {
    flock(descriptor, (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0
  }
}
