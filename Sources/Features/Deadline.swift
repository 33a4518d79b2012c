// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Does something on a thread of its own and does not wait for it for ever.
///
/// A call into the kernel that does not return cannot be taken back: its thread is then left where it
/// is, and ends with the process.
enum Deadline {
  private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
    let body: @Sendable () -> Value
    init(_ body: @escaping @Sendable () -> Value) { self.body = body }
  }

  /// The protocol that hides the type of value from the thread's C function.
  private protocol Runnable: Sendable { func run() }

  private struct Work<Value: Sendable>: Runnable {
    let outcome: Outcome<Value>
    func run() {
      let value = outcome.body()
      outcome.value.withLock { $0 = value }
    }
  }

  private final class Box: Sendable {
    let work: any Runnable
    init(_ work: any Runnable) { self.work = work }
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
    let outcome = Outcome(body)
    let context = unsafe Unmanaged.passRetained(Box(Work(outcome: outcome)))
    var thread = pthread_t()
    let error = unsafe pthread_create(
      &thread, nil,
      { context in
        if let context = unsafe context {
          unsafe Unmanaged<Box>.fromOpaque(context).takeRetainedValue().work.run()
        }
        return nil
      }, context.toOpaque())
    guard error == 0 else {
      unsafe context.release()
      return body()
    }
    pthread_detach(thread)
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
