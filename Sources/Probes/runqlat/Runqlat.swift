// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// How long threads that could run wait for a CPU, as histograms kept in the kernel.
///
/// A wait begins when a thread is woken, or when it has to leave a CPU though it would go on, and
/// ends when it runs. Idle time is nobody's wait.
public struct Runqlat: FilteredProbe {
  /// Whether there is one histogram, or one for each process or thread.
  public enum Grouping: String, Sendable, CaseIterable {
    case together, process, thread
  }

  /// Whose waits are counted.
  public var filter: ProbeFilter
  /// Whether there is one histogram, or one for each process or thread.
  public var grouping: Grouping
  /// The most processes or threads that there is room for, about 8 KB each; the waits of those
  /// beyond are counted as drops.
  public var maximumGroups: UInt32

  /// The probe, keeping histograms by `grouping`.
  public init(
    by grouping: Grouping = .together, filter: ProbeFilter = ProbeFilter(),
    maximumGroups: UInt32 = 2048
  ) {
    self.filter = filter
    self.grouping = grouping
    self.maximumGroups = maximumGroups
  }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .runqlat }

  /// Counted by CPU.
  public var losses: LossCount { .drops }

  /// `tp_btf`, then raw tracepoints, on wake-ups and context switches; then classic tracepoints,
  /// which tell threads and not processes.
  public var ladder: [Rung] {
    [
      Rung(
        "tp_btf",
        [
          .init("switch_btf\(ContextSwitch.suffix)", at: .tpBTF("sched_switch")),
          .init("wakeup_btf", at: .tpBTF("sched_wakeup")),
          .init("wakeup_new_btf", at: .tpBTF("sched_wakeup_new")),
        ], runsPerEvent: 2),
      Rung(
        "raw_tracepoint",
        [
          .init("switch_raw\(ContextSwitch.suffix)", at: .rawTracepoint("sched_switch")),
          .init("wakeup_raw", at: .rawTracepoint("sched_wakeup")),
          .init("wakeup_new_raw", at: .rawTracepoint("sched_wakeup_new")),
        ], runsPerEvent: 2),
    ] + (isClassicEnough ? [Self.classicRung] : [])
  }

  /// Follows the names of processes where waits are counted by these.
  public var companions: [Rung.Placement] { grouping == .process ? [.processNames] : [] }

  private var isClassicEnough: Bool {
    var onlyThread = ProbeFilter(tid: filter.tid)
    onlyThread.namespace = filter.namespace
    onlyThread.tellsMachineNumbers = filter.tellsMachineNumbers
    guard grouping != .process, filter == onlyThread else { return false }
    return grouping == .together || filter.seesMachineNumbers
  }

  private static let classicRung = Rung(
    "tracepoint",
    ["switch", "wakeup", "wakeup_new"].map {
      .init("\($0)_classic", at: .tracepoint(category: "sched", event: "sched_\($0)"))
    }, runsPerEvent: 2)

  /// Waits that have not ended.
  public var unfinished: [UnfinishedMap] { .started }

  /// Writes the options into the object.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    let number: Int32 =
      switch grouping {
      case .together: RUNQLAT_TOGETHER
      case .process: RUNQLAT_BY_PROCESS
      case .thread: RUNQLAT_BY_THREAD
      }
    try object.setConstants(
      bytes(
        of: runqlat_settings(
          filter: try filter.settings(), grouping: UInt32(number), padding: 0)))
    if grouping != .together { try object.setMaximumEntries(maximumGroups, ofMap: "groups") }
  }
}
