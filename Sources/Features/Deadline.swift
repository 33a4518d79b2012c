// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import System

/// Does something on a thread of its own and does not wait for it for ever.
///
/// A call into the kernel that does not return cannot be taken back: its thread is then left where it
/// is, and ends with the process.
enum Deadline {
  private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }

  /// Runs `body`.
  ///
  /// - Parameters:
  ///   - seconds: How long to wait.
  ///   - body: What to do. It makes all that it works on by itself.
  /// - Returns: What `body` returned; `nil` where it is not done in time.
  static func run<Value: Sendable>(
    seconds: Double, _ body: @escaping @Sendable () -> Value
  ) -> Value? {
    let outcome = Outcome<Value>()
    do throws(SystemError) {
      try WorkThread {
        let value = body()
        outcome.value.withLock { $0 = value }
      }.detach()
    } catch { return body() }
    return wait(for: outcome, seconds: seconds)
  }

  /// Looks again and again, less often the longer it takes.
  private static func wait<Value: Sendable>(
    for outcome: Outcome<Value>, seconds: Double
  ) -> Value? {
    let clock = ContinuousClock(), start = clock.now
    var pause: UInt32 = 50
    while true {
      if let value = outcome.value.withLock({ $0 }) { return value }
      if clock.now - start > .seconds(seconds) { return nil }
      usleep(pause)
      pause = min(pause * 2, 2000)
    }
  }
}
