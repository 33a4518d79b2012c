// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A lock between processes (`flock(2)`), given back when its owner lets go of it or dies.
package final class FileLock: Sendable {
  /// Whether others may hold it too.
  package enum Mode { case shared, exclusive }

  private let descriptor: Int32

  private init(adopting descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Waits for a lock; `nil` where `interrupted` ends the waiting.
  package static func wait(
    _ path: String, _ mode: Mode, interrupted: @Sendable () -> Bool
  ) throws(SystemError) -> FileLock? {
    while true {
      if let lock = try attempt(path, mode) { return lock }
      if interrupted() { return nil }
      pause(for: .milliseconds(50))
    }
  }

  /// Takes a lock; `nil` while another process, or another owner in this one, has it.
  package static func attempt(
    _ path: String, _ mode: Mode, permissions: mode_t = 0o666
  ) throws(SystemError) -> FileLock? {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, permissions)
    guard descriptor >= 0 else { throw .last }
    let lock = FileLock(adopting: descriptor)
    return lock.take(mode) ? lock : nil
  }

  /// Says in the file who holds the lock, as far as that can be.
  package func write(_ text: String) {
    guard ftruncate(descriptor, 0) == 0 else { return }
    do throws(SystemError) { try OpenFile.write(Array(text.utf8), to: descriptor) } catch {}
  }

  /// Makes an exclusive lock a shared one.
  package func share() { _ = take(.shared) }

  private func take(_ mode: Mode) -> Bool {
    flock(descriptor, (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0
  }
}
