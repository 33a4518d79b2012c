// SPDX-License-Identifier: Apache-2.0

/// The work of a probe's programs while the kernel's statistics were on.
public struct ProbeWork: Sendable, Hashable {
  /// Events that its hooks have met, whether or not the filter wanted them.
  public var events: Double
  /// Nanoseconds in all of its programs on all CPUs, the statistics' own clock included.
  public var nanoseconds: UInt64

  /// Work.
  public init(events: Double, nanoseconds: UInt64) {
    self.events = events
    self.nanoseconds = nanoseconds
  }

  /// The work since an earlier reading.
  public func since(_ earlier: ProbeWork) -> ProbeWork {
    ProbeWork(
      events: max(0, events - earlier.events),
      nanoseconds: nanoseconds - min(nanoseconds, earlier.nanoseconds))
  }
}
