// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// How many system calls each process, or each kind of system call, makes.
public struct Syscount: Probe {
  /// The name on the command line.
  public static let name = "syscount"

  /// What calls are counted by.
  public enum Grouping: String, Sendable, CaseIterable {
    case process, syscall
  }

  /// What calls are counted by.
  public var grouping: Grouping

  /// The probe, counting by `grouping`.
  public init(by grouping: Grouping = .process) {
    self.grouping = grouping
  }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .syscount }

  /// `tp_btf`, then a raw tracepoint, on every system call's entry.
  public var ladder: [Rung] {
    [
      Rung("tp_btf", [.init("enter_btf", at: .tpBTF("sys_enter"))]),
      Rung("raw_tracepoint", [.init("enter_raw", at: .rawTracepoint("sys_enter"))]),
    ]
  }

  /// Writes the options into the object.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    try object.setConstants(
      bytes(of: syscount_settings(by_syscall: grouping == .syscall ? 1 : 0)))
  }
}
