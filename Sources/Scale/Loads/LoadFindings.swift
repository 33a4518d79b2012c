// SPDX-License-Identifier: Apache-2.0

import Workloads

/// What a subject reported during a load, to hold against what the workload caused.
public struct LoadFindings: Sendable, Hashable {
  /// Events of a kind that the probe reported.
  public struct Seen: Sendable, Hashable {
    /// All of the workload's.
    public var reported: UInt64
    /// Of these, those with a wrong field.
    public var wrong: UInt64

    /// Events that were reported, and how many of them were wrong.
    public init(reported: UInt64 = 0, wrong: UInt64 = 0) {
      self.reported = reported
      self.wrong = wrong
    }
  }

  /// By kind of event.
  public var seen: [EventKind: Seen] = [:]
  /// What the kernel's own statistics counted while the probe was attached, of a kind that the probe
  /// reports for the whole machine.
  public var kernelCounted: [EventKind: UInt64] = [:]
  /// Events that the kernel side had no room for; `nil` where it cannot tell.
  public var dropped: UInt64? = 0
  /// Runs of the probe's programs that the kernel skipped.
  public var skippedRuns: UInt64 = 0
  /// CPU time of the reader in nanoseconds.
  public var readerNanoseconds: UInt64 = 0
  /// Something a person should know of, such as an example of a wrong field.
  public var note: String?

  /// Nothing reported.
  public init() {}
}
