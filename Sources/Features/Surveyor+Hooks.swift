// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Results
import System

/// Kinds of hook, each seen to fire.
extension Surveyor {
  /// The options of the kernel's config that a kind of hook stands on.
  private static let options: [String: [String]] = [
    "tracepoint": ["CONFIG_BPF_EVENTS", "CONFIG_FTRACE_SYSCALLS"],
    "raw_tracepoint": ["CONFIG_BPF_EVENTS"],
    "tp_btf": ["CONFIG_DEBUG_INFO_BTF"],
    "fentry": ["CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS"],
    "fexit": ["CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS"],
    "kprobe": ["CONFIG_KPROBES", "CONFIG_KPROBE_EVENTS"],
    "kretprobe": ["CONFIG_KPROBES", "CONFIG_KRETPROBES"],
    "uprobe": ["CONFIG_UPROBES", "CONFIG_UPROBE_EVENTS"],
    "uretprobe": ["CONFIG_UPROBES", "CONFIG_UPROBE_EVENTS"],
    "perf_event": ["CONFIG_PERF_EVENTS"],
    "iter": ["CONFIG_DEBUG_INFO_BTF"],
  ]

  /// Tries each kind, those that nobody needs here too.
  func hooks(neededBy users: [String: Set<String>]) -> [Feature] {
    let trials = HookTrial.all(function: function, uprobe: Self.uprobe)
    return trials.map { hook in
      let hints = [hint(hook.kind)] + (Self.options[hook.name] ?? []).map { hint($0) }
      return Feature(
        hook.name, trial { hook.run() }, hints: hints.compactMap(\.self),
        neededBy: users[hook.name] ?? [])
    }
  }

  private var function: String {
    guard case .success(let types) = types else { return HookTrial.functions[0] }
    return HookTrial.functions.first { types.type(.function, named: $0) != nil }
      ?? HookTrial.functions[0]
  }

  private static var uprobe: MemoryPlace? {
    File.text(of: "/proc/self/maps").flatMap { MemoryPlace(of: UprobeTarget.address, in: $0) }
  }
}
