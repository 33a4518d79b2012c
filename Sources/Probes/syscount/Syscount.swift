// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// How many system calls each process, or each kind of system call, makes.
public struct Syscount: FilteredProbe {
  /// Whether calls are counted by process or by system call.
  public enum Grouping: String, Sendable, CaseIterable {
    case process, syscall
  }

  /// Whose calls are counted.
  public var filter: ProbeFilter
  /// Whether calls are counted by process or by system call.
  public var grouping: Grouping
  /// Whether the time that calls take is added up. Calls that never return are then not counted.
  public var withTime: Bool
  /// Whether only calls that failed are counted.
  public var failedOnly: Bool
  /// Only calls that failed with this errno are counted, if it is given.
  public var error: UInt32?

  /// The probe, counting by `grouping`.
  public init(
    by grouping: Grouping = .process, filter: ProbeFilter = ProbeFilter(), withTime: Bool = false,
    failedOnly: Bool = false, error: UInt32? = nil
  ) {
    self.grouping = grouping
    self.filter = filter
    self.withTime = withTime
    self.failedOnly = failedOnly
    self.error = error
  }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .syscount }

  /// Counted by CPU.
  public var losses: LossCount { .drops }

  /// `tp_btf`, then a raw tracepoint, on every system call's entry; where the result or the time
  /// matters, on its return, or on both.
  public var ladder: [Rung] {
    [
      Rung(
        "tp_btf", programs.map { .init("\($0.program)_btf", at: .tpBTF($0.event)) },
        runsPerEvent: programs.count),
      Rung(
        "raw_tracepoint", programs.map { .init("\($0.program)_raw", at: .rawTracepoint($0.event)) },
        runsPerEvent: programs.count),
    ]
  }

  /// Follows the names of processes where these are counted by.
  public var companions: [Rung.Placement] { grouping == .process ? [.processNames] : [] }

  private var programs: [(program: String, event: String)] {
    // The return first: then no entry that was seen lacks its return.
    if withTime { return [("exit", "sys_exit"), ("begin", "sys_enter")] }
    return failedOnly || error != nil ? [("exit", "sys_exit")] : [("enter", "sys_enter")]
  }

  /// Calls that have not returned.
  public var unfinished: [UnfinishedMap] { .started }

  /// Writes the options into the object.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    let settings = syscount_settings(
      filter: try filter.settings(), by_syscall: grouping == .syscall ? 1 : 0,
      with_time: withTime ? 1 : 0, failed_only: failedOnly || error != nil ? 1 : 0,
      error: error ?? 0)
    try object.setConstants(bytes(of: settings))
  }
}
