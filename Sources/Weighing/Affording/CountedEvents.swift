// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes

/// Where the events of a probe can be counted, whichever rung it takes.
struct CountedEvents {
  /// Met once for each event, in the process that causes it.
  let hooks: [Hook]
  /// System calls that an event of the workload it was weighed on comes with: their share of a hook on every system
  /// call is in the price of the event.
  let callsPerEvent: Double

  /// `nil` for a probe whose events depend on its arguments, or are not told from others by who causes them: a
  /// read of a file on ext4 is a read.
  init?(of probe: String) {
    switch probe {
    case "opensnoop":
      // An open, and the close after it.
      self.init(["sys_exit_open", "sys_exit_openat", "sys_exit_openat2"].map(Self.call), 2)
    case "syscount": self.init([.rawTracepoint("sys_enter")], 1)
    case "execsnoop": self.init([.rawTracepoint("sched_process_exec")], 6)
    case "biolatency", "biosnoop": self.init([Census.requests], 0)
    case "runqlat", "offcputime": self.init([.rawTracepoint("sched_switch")], 0)
    default: return nil
    }
  }

  private init(_ hooks: [Hook], _ callsPerEvent: Double) {
    self.hooks = hooks
    self.callsPerEvent = callsPerEvent
  }

  private static func call(_ event: String) -> Hook {
    .tracepoint(category: "syscalls", event: event)
  }

  /// Whether an event ends later than it began, on the CPU that its device reports to.
  var endApart: Bool { hooks.contains(Census.requests) }

  /// Met once for each system call.
  static let everyCall = Hook.rawTracepoint("sys_enter")
}

extension WeighedProbe {
  /// What counts the events of a probe for a forecast, as a probe of its own; `nil` where they cannot be counted.
  init?(countingEventsOf probe: WeighedProbe) {
    guard let events = CountedEvents(of: probe.name) else { return nil }
    self.init(
      counting: Census(of: events.hooks), workload: probe.watchedWorkload, watched: probe.watched
    ) { _ in NoWitness() }
  }
}

extension Rung {
  /// Whether it makes every system call of the machine dearer.
  var isPaidByEveryCall: Bool {
    placements.contains { placement in
      switch placement.hook {
      case .rawTracepoint(let event), .tpBTF(let event): event.hasPrefix("sys_")
      case .tracepoint(let category, _): ["syscalls", "raw_syscalls"].contains(category)
      default: false
      }
    }
  }
}
