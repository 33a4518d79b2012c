// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc

/// A thread that is joined with `pthread_join`.
enum WatchThread {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs `body` on a new thread.
  ///
  /// - Throws: `BPFError.failed` with `make`.
  static func start(_ body: @escaping @Sendable () -> Void) throws(BPFError) -> pthread_t {
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
    let result = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
        return nil
      }, context)
    guard result == 0 else {
      unsafe Unmanaged<Work>.fromOpaque(context).release()
      throw .failed(.make, subject: "a thread", code: LibbpfCode(result), log: nil)
    }
    return thread
  }
}
