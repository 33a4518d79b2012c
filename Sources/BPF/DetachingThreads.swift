// SPDX-License-Identifier: Apache-2.0

import System

/// Threads that release one object each, at the same time.
struct DetachingThreads: ~Copyable {
  private var threads: [WorkThread] = []

  /// Begins to give up the last references to `objects`.
  init(releasing objects: consuming [AnyObject]) {
    let references = objects.map { unsafe UInt(bitPattern: Unmanaged.passRetained($0).toOpaque()) }
    // From here on the threads hold the only references.
    objects = []
    threads = references.compactMap(Self.start)
  }

  /// Returns when all objects are gone.
  mutating func join() {
    for thread in threads { thread.join() }
    threads = []
  }

  /// Starts the thread that releases an object; without one, releases it here and returns `nil`.
  private static func start(releasing reference: UInt) -> WorkThread? {
    do throws(SystemError) { return try WorkThread { release(reference) } } catch {
      release(reference)
      return nil
    }
  }

  private static func release(_ reference: UInt) {
    guard let context = unsafe UnsafeRawPointer(bitPattern: reference) else { return }
    unsafe Unmanaged<AnyObject>.fromOpaque(context).release()
  }
}
