// SPDX-License-Identifier: Apache-2.0

import BPF

/// How a probe tells what it could not keep.
public enum LossCount: Sendable, Hashable {
  /// It loses nothing.
  case none
  /// The first word of a per-CPU array, summed over the CPUs.
  case counter(map: String)
  /// It does not tell.
  case unknown

  /// The counter of `bpf/include/drops.h`.
  public static let drops = LossCount.counter(map: "drops")
}

extension LoadedProbe {
  /// Records or counts that the kernel side could not keep, since loading; `nil` where the probe
  /// does not tell.
  ///
  /// - Throws: `BPFError.failed` where the kernel refuses, or there is no such counter.
  public func drops() throws(BPFError) -> UInt64? {
    switch losses {
    case .none: 0
    case .counter(let map): try object.map(map).sumOverCPUs(index: 0)[0]
    case .unknown: nil
    }
  }
}
