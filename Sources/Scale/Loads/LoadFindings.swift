// SPDX-License-Identifier: Apache-2.0

import Workloads

/// The reports of a subject during a load, to compare with the events that the workload caused.
public struct LoadFindings: Sendable, Hashable {
  /// Reports of one kind of event.
  public struct Seen: Sendable, Hashable {
    /// Events of the workload that were reported.
    public var reported: UInt64
    /// Reports with a wrong field.
    public var wrong: UInt64

    /// Makes a count of reports and of wrong ones among them.
    public init(reported: UInt64 = 0, wrong: UInt64 = 0) {
      self.reported = reported
      self.wrong = wrong
    }
  }

  /// The reports by kind of event.
  public var seen: [EventKind: Seen] = [:]
  /// Events that the kernel's own statistics counted while the probe was attached, of a kind that
  /// the probe reports for the whole machine.
  public var kernelCounted: [EventKind: UInt64] = [:]
  /// Events that the kernel side had no room for; `nil` where it cannot tell.
  public var dropped: UInt64? = 0
  /// Runs of the probe's programs that the kernel skipped.
  public var skippedRuns: UInt64 = 0
  /// The reader's CPU time in nanoseconds.
  public var readerNanoseconds: UInt64 = 0
  /// A remark for the document, such as an example of a wrong field.
  public var note: String?

  /// Makes findings without any report.
  public init() {}
}
