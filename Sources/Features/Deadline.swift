// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import System

/// Runs work on its own thread with a limited wait. A kernel call that does not return cannot be
/// withdrawn: its thread is left and ends with the process.
enum Deadline {
  private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }

  /// The result of `body`, which shares nothing with others; `nil` where it is late.
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

  /// Polls, less often the longer it takes.
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
