// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes

/// Where the events of a probe can be counted without it, whichever rung it takes.
package struct CountedEvents: Sendable {
  /// Met once for each event, in the process that causes it.
  package let hooks: [Hook]
  /// System calls that an event of the workload it was weighed on comes with: their share of a hook on every system
  /// call is in the price of the event.
  package let callsPerEvent: Double

  init(_ hooks: [Hook], callsPerEvent: Double) {
    self.hooks = hooks
    self.callsPerEvent = callsPerEvent
  }

  /// Requests to block devices.
  static let blockRequests = CountedEvents([Census.requests], callsPerEvent: 0)
  /// Threads that leave a CPU.
  static let switches = CountedEvents([.rawTracepoint("sched_switch")], callsPerEvent: 0)

  /// Whether an event ends later than it began, on the CPU that its device reports to.
  package var endApart: Bool { hooks.contains(Census.requests) }

  /// Met once for each system call.
  package static let everyCall = Hook.rawTracepoint("sys_enter")
}
