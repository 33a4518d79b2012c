// SPDX-License-Identifier: Apache-2.0

/// What a probe's programs have done while the kernel's statistics were on.
public struct ProbeWork: Sendable, Hashable {
  /// Events that its hooks have met, whether or not the filter wanted them.
  public var events: Double
  /// CPU time in all of its programs, on all CPUs, in nanoseconds; the statistics' own clock is in
  /// it.
  public var nanoseconds: UInt64

  /// Work.
  public init(events: Double, nanoseconds: UInt64) {
    self.events = events
    self.nanoseconds = nanoseconds
  }

  /// What was done since an earlier look.
  public func since(_ earlier: ProbeWork) -> ProbeWork {
    ProbeWork(
      events: max(0, events - earlier.events),
      nanoseconds: nanoseconds - min(nanoseconds, earlier.nanoseconds))
  }
}
