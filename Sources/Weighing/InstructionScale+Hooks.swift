// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Workloads

extension InstructionScale {
  /// Instructions of one getppid with nothing attached.
  public func base() throws(WeighingError) -> Double {
    try weights(of: [.syscallStorm])[0].instructions
  }

  /// Weighs an empty program on each kind of hook that one getppid passes.
  ///
  /// - Parameter base: What getppid takes with nothing attached.
  /// - Returns: One for each kind; where the kernel refuses one, its reason.
  public func weighHooks(base: Double) -> [HookReading] {
    Self.hooks.map { name, hook in
      do throws(WeighingError) {
        let floor = Floor(named: name, on: [hook])
        let loaded: LoadedProbe
        do throws(BPFError) { loaded = try floor.load(floor.ladder[0]) } catch {
          throw .kernel(error)
        }
        let condition = LoadedCondition(.floor, loaded)
        try condition.attach()
        defer { condition.detach() }
        let weight = try weights(of: [.syscallStorm])[0]
        return HookReading(hook: name, instructions: weight.instructions - base)
      } catch {
        return HookReading(hook: name, reason: error.description)
      }
    }
  }

  private static var hooks: [(name: String, hook: Hook)] {
    // `__x64_sys_getppid` is the same code, but has no type information: its parameter is not used.
    let function = "__do_sys_getppid"
    return [
      ("raw_tracepoint", .rawTracepoint("sys_enter")), ("tp_btf", .tpBTF("sys_enter")),
      ("fentry", .fentry(function)), ("fexit", .fexit(function)),
      ("kprobe", .kprobe(function)), ("kretprobe", .kretprobe(function)),
      ("tracepoint", .tracepoint(category: "raw_syscalls", event: "sys_enter")),
      (
        "tracepoint on its own call",
        .tracepoint(category: "syscalls", event: "sys_enter_getppid")
      ),
      (
        "tracepoint on another call",
        .tracepoint(category: "syscalls", event: "sys_enter_getpgid")
      ),
    ]
  }
}
