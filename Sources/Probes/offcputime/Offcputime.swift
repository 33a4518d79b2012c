// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// How long threads are blocked, and where: the time from leaving the CPU without wanting to go on
/// until running again, by thread and by its stacks in the kernel and in the program.
///
/// User stacks follow frame pointers, so frames of code that was built without are missing.
public struct Offcputime: FilteredProbe {
  /// Which stacks tell where a thread was.
  public enum Stacks: String, Sendable, CaseIterable {
    case both, kernel, user
  }

  /// Whose time is counted.
  public var filter: ProbeFilter
  /// Which stacks tell where a thread was.
  public var stacks: Stacks
  /// Only times in this range are counted.
  public var durations: ClosedRange<Duration>
  /// Whether the time of a thread that had to leave the CPU though it would go on is counted too.
  public var includePreempted: Bool
  /// The most pairs of a thread and its stacks that there is room for; the times of those beyond
  /// are counted as drops.
  public var maximumEntries: UInt32

  /// Longer than any thread is blocked: some 290 years.
  public static let longest = Duration.nanoseconds(Int64.max)

  /// The probe.
  public init(
    filter: ProbeFilter = ProbeFilter(), stacks: Stacks = .both,
    durations: ClosedRange<Duration> = .zero...longest, includePreempted: Bool = false,
    maximumEntries: UInt32 = 16384
  ) {
    self.filter = filter
    self.stacks = stacks
    self.durations = durations
    self.includePreempted = includePreempted
    self.maximumEntries = maximumEntries
  }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .offcputime }

  /// Counted by CPU.
  public var losses: LossCount { .drops }

  /// `tp_btf`, then a raw tracepoint, on context switches.
  public var ladder: [Rung] {
    [
      Rung(
        "tp_btf",
        [.init("switch_btf\(ContextSwitch.suffix)", at: .tpBTF("sched_switch"))],
        runsPerEvent: 2),
      Rung(
        "raw_tracepoint",
        [.init("switch_raw\(ContextSwitch.suffix)", at: .rawTracepoint("sched_switch"))],
        runsPerEvent: 2),
    ]
  }

  /// Threads that have not come back.
  public var unfinished: [UnfinishedMap] { .started }

  /// Writes the options into the object.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    try object.setConstants(
      bytes(
        of: offcputime_settings(
          filter: try filter.settings(),
          minimum_ns: durations.lowerBound.wholeNanoseconds,
          maximum_ns: durations.upperBound.wholeNanoseconds,
          with_kernel_stacks: stacks == .user ? 0 : 1, with_user_stacks: stacks == .kernel ? 0 : 1,
          include_preempted: includePreempted ? 1 : 0, padding: 0)))
    try object.setMaximumEntries(maximumEntries, ofMap: "blocks")
  }
}

extension Duration {
  /// Nanoseconds as the kernel counts them; 0 for a negative duration, the largest number for one
  /// that is too long.
  var wholeNanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? .max : product + UInt64(attoseconds / 1_000_000_000)
  }
}
