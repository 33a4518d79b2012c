// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// Which process runs which program, with which arguments.
///
/// Successful execs of every kind are seen: execve and execveat, by any thread, and by the kernel
/// itself. The rung `tracepoint` does not see the kernel's own, nor those that start a 32-bit
/// program.
public struct Execsnoop: FilteredProbe {
  /// Whose execs are reported; the name is the one that the exec gives, of a failed one the old.
  public var filter: ProbeFilter
  /// Only children of this process, if any.
  public var ppid: UInt32?
  /// Whether execs that failed are reported too, those by 32-bit programs excepted.
  ///
  /// On the first two rungs this needs a hook on the return of every system call.
  public var includeFailed: Bool

  /// The probe; failed execs only when asked for.
  public init(
    filter: ProbeFilter = ProbeFilter(), includeFailed: Bool = false, ppid: UInt32? = nil
  ) {
    self.filter = filter
    self.ppid = ppid
    self.includeFailed = includeFailed
  }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .execsnoop }

  /// Counted by CPU.
  public var losses: LossCount { .drops }

  /// `tp_btf`, then a raw tracepoint, where the new image is in place; then the classic tracepoints
  /// on the returns of both system calls.
  public var ladder: [Rung] {
    [
      Rung(
        "tp_btf",
        [.init("exec_btf", at: .tpBTF("sched_process_exec"))]
          + (includeFailed ? [.init("failed_btf", at: .tpBTF("sys_exit"))] : [])),
      Rung(
        "raw_tracepoint",
        [.init("exec_raw", at: .rawTracepoint("sched_process_exec"))]
          + (includeFailed ? [.init("failed_raw", at: .rawTracepoint("sys_exit"))] : [])),
      Rung(
        "tracepoint",
        ["execve", "execveat"].map { call in
          .init("\(call)_exit", at: .tracepoint(category: "syscalls", event: "sys_exit_\(call)"))
        }),
    ]
  }

  /// Asks whether the processes that the options name exist.
  public func check() throws(ProbeError) {
    try filter.check()
    if let ppid { try filter.checkProcess(ppid) }
  }

  /// Writes the options into the object.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    let settings = execsnoop_settings(
      filter: try filter.settings(), include_failed: includeFailed ? 1 : 0,
      ppid: try filter.onMachine(ppid) ?? 0)
    try object.setConstants(bytes(of: settings))
  }
}
