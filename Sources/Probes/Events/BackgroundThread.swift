// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread of its own for work that waits, so that none of Swift's few is held up.
enum BackgroundThread {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs `body` on a new thread, which nobody waits for.
  ///
  /// - Throws: `ProbeError.noThread`.
  static func start(_ body: @escaping @Sendable () -> Void) throws(ProbeError) {
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
      throw .noThread(errno: result)
    }
    pthread_detach(thread)
  }
}
