// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Threads that let go of objects, one each, at the same time.
struct DetachingThreads: ~Copyable {
  private var threads: [pthread_t] = []

  /// Begins to give up the last references to `objects`.
  init(releasing objects: consuming [AnyObject]) {
    let contexts = unsafe objects.map { unsafe Unmanaged.passRetained($0).toOpaque() }
    // From here on the threads hold the only references.
    objects = []
    unsafe threads = contexts.indices.compactMap { unsafe Self.start(releasing: contexts[$0]) }
  }

  /// Returns when all objects are gone.
  mutating func join() {
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }

  /// The thread that releases an object; `nil` where none could be had, and it is released already.
  @unsafe private static func start(releasing context: UnsafeMutableRawPointer) -> pthread_t? {
    var thread = pthread_t()
    let result = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<AnyObject>.fromOpaque(context).release()
        return nil
      }, context)
    if result == 0 { return thread }
    unsafe Unmanaged<AnyObject>.fromOpaque(context).release()
    return nil
  }
}
