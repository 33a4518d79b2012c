// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How many files the process may have open.
enum DescriptorLimit {
  /// The descriptors that are open besides those of hooks.
  private static let others = 64
  /// A hook that is attached by itself takes two.
  private static let ofHook = 2

  /// Makes room for hooks, as far as anybody may by himself. What the process has started already
  /// keeps its limit.
  static func makeRoom(forHooks count: Int) {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    let needed = rlim_t(count * ofHook + others)
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < needed else { return }
    limit.rlim_cur = min(needed, limit.rlim_max)
    // Where that fails, attaching says which hook had no descriptor.
    _ = unsafe setrlimit(resource, &limit)
  }
}
