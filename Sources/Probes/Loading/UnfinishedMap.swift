// SPDX-License-Identifier: Apache-2.0

import BPF

/// A map of what has begun and is not over.
public enum UnfinishedMap: Sendable, Hashable {
  /// A hash map with an entry for each.
  case entries(String)
  /// An array, with zeros in each place that is free.
  case places(String)
}

extension [UnfinishedMap] {
  /// The maps of `bpf/include/started.h`.
  public static let started: Self = [.places("places"), .entries("elsewhere")]
}

extension LoadedProbe {
  /// Forgets what has begun and is not over. Nothing may be attached meanwhile.
  ///
  /// - Throws: `BPFError.failed` with `write`.
  func forgetUnfinished() throws(BPFError) {
    hasForgotten = true
    for map in unfinished {
      switch map {
      case .entries(let name): try object.map(name).removeAll()
      case .places(let name): try object.map(name).zeroAll()
      }
    }
  }
}
