// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes

/// The hooks at which a probe's events can be counted without it, on any rung.
package struct CountedEvents: Sendable {
  /// Hooks that are met once per event, in the process that causes it.
  package let hooks: [Hook]
  /// System calls per event of the workload that the probe was weighed on, whose share of a hook on
  /// every system call is in the price of the event.
  package let callsPerEvent: Double

  init(_ hooks: [Hook], callsPerEvent: Double) {
    self.hooks = hooks
    self.callsPerEvent = callsPerEvent
  }

  /// Requests to block devices.
  static let blockRequests = CountedEvents([Census.requests], callsPerEvent: 0)
  /// Threads that leave a CPU.
  static let switches = CountedEvents([.rawTracepoint("sched_switch")], callsPerEvent: 0)

  /// Whether an event ends later, on the CPU that its device reports to.
  package var endApart: Bool { hooks.contains(Census.requests) }

  /// The hook that is met once per system call.
  package static let everyCall = Hook.rawTracepoint("sys_enter")
}
