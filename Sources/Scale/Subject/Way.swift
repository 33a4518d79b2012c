// SPDX-License-Identifier: Apache-2.0

import BPF

/// A way to attach a subject: a rung of a probe's ladder, or the only way of a command.
public struct Way: Sendable, Hashable {
  /// The name for `--rung` and in documents.
  public let name: String
  /// The hooks, whose empty programs are the floor; none for a command.
  public let hooks: [Hook]
  /// Runs of the programs per event: two where an event has a beginning and an end.
  public let runsPerEvent: Int

  /// Makes a way.
  public init(_ name: String, _ hooks: [Hook], runsPerEvent: Int = 1) {
    self.name = name
    self.hooks = hooks
    self.runsPerEvent = runsPerEvent
  }

  /// Whether the hooks slow down every system call of the machine.
  package var isPaidByEveryCall: Bool {
    hooks.contains { hook in
      switch hook {
      case .rawTracepoint(let event), .tpBTF(let event): event.hasPrefix("sys_")
      case .tracepoint(let category, _): ["syscalls", "raw_syscalls"].contains(category)
      default: false
      }
    }
  }
}
