// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Subjects
import Workloads

extension InstructionScale {
  /// Instructions of one getppid with nothing attached.
  public func base() throws(WeighingError) -> Double {
    try weights(of: [.syscallStorm])[0].instructions
  }

  /// Weighs an empty program on each kind of hook that one getppid, or one call of a program's
  /// function, passes.
  ///
  /// - Parameter base: The instructions of getppid with nothing attached.
  /// - Returns: The instructions of each kind, or the kernel's reason.
  public func weighHooks(base: Double) -> [MatrixHook] {
    Self.hooksOfGetppid.map { weigh($0, on: .syscallStorm, base: base) } + weighHooksOfCall()
  }

  private func weighHooksOfCall() -> [MatrixHook] {
    let hooks = Self.hooksOfCall
    do throws(WeighingError) {
      let base = try weights(of: [.callStorm])[0].instructions
      return hooks.map { weigh($0, on: .callStorm, base: base) }
    } catch { return hooks.map { MatrixHook(hook: $0.name, reason: error.description) } }
  }

  private func weigh(
    _ named: (name: String, hook: Hook), on workload: Workload, base: Double
  ) -> MatrixHook {
    do throws(WeighingError) {
      let condition = SubjectCondition(
        .floor, try PreparedPrograms(emptyAt: [named.hook], name: named.name))
      let weight = try condition.whileAttached { () throws(WeighingError) in
        try weights(of: [workload])[0]
      }
      return MatrixHook(hook: named.name, instructions: weight.instructions - base, boots: 1)
    } catch { return MatrixHook(hook: named.name, reason: error.description) }
  }

  private static var hooksOfGetppid: [(name: String, hook: Hook)] {
    // `__x64_sys_getppid` is the same code, but has no type information: its parameter is not used.
    let function = "__do_sys_getppid"
    return [
      ("raw_tracepoint", .rawTracepoint("sys_enter")), ("tp_btf", .tpBTF("sys_enter")),
      ("fentry", .fentry(function)), ("fexit", .fexit(function)),
      ("kprobe", .kprobe(function)), ("kretprobe", .kretprobe(function)),
      ("tracepoint", .tracepoint(category: "raw_syscalls", event: "sys_enter")),
      ("tracepoint on its own call", .tracepoint(category: "syscalls", event: "sys_enter_getppid")),
      ("tracepoint on another call", .tracepoint(category: "syscalls", event: "sys_enter_getpgid")),
    ]
  }

  private static var hooksOfCall: [(name: String, hook: Hook)] {
    let (path, function) = (CallStorm.path, CallStorm.function)
    return [
      ("uprobe", .userFunction(path: path, function: function)),
      ("uretprobe", .userReturn(path: path, function: function)),
    ]
  }
}
