// SPDX-License-Identifier: Apache-2.0

import Workloads

/// What a subject watches, and the workloads it is weighed on.
public struct Watching: Sendable {
  /// The kinds of event that it has to report.
  public let kinds: [EventKind]
  /// The workload that causes them.
  public let workload: String
  /// The workload for the clock. What runs on the way into idleness is in nobody's CPU time, so a program that
  /// runs when a thread leaves the CPU is weighed on a CPU that is never idle.
  public let workloadOnTheClock: String
  /// The workload for guest instructions, whose operations are alike.
  public let workloadInGuests: String
  /// Whether every system call is an event of it, so that none is a bystander.
  public let everySystemCall: Bool

  /// Events and the workload that causes them.
  public init(
    _ kinds: [EventKind], on workload: String, onTheClock: String? = nil, inGuests: String? = nil,
    everySystemCall: Bool = false
  ) {
    self.kinds = kinds
    self.workload = workload
    workloadOnTheClock = onTheClock ?? workload
    workloadInGuests = inGuests ?? workload
    self.everySystemCall = everySystemCall
  }

  /// Whether the workload in guests works on a disk.
  public var needsDisk: Bool {
    Workload.all.first { $0.name == workloadInGuests }?.needsDirectory ?? false
  }
}
