// SPDX-License-Identifier: Apache-2.0

import Workloads

/// The events that a subject watches, and the workloads to weigh it on.
public struct Watching: Sendable {
  /// The kinds of event that the subject has to report.
  public let kinds: [EventKind]
  /// The workload that causes these events.
  public let workload: String
  /// The workload for the clock. No thread's CPU time holds the switch to an idle CPU, so a program
  /// that runs there is weighed on a CPU that is never idle.
  public let workloadOnTheClock: String
  /// The workload for guest instructions, whose operations are alike.
  public let workloadInGuests: String
  /// Whether every system call is an event, so that no workload is a bystander.
  public let everySystemCall: Bool

  /// Makes a description of events and workloads.
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

  /// Whether the workload in guests uses a disk.
  public var needsDisk: Bool {
    Workload.all.first { $0.name == workloadInGuests }?.needsDirectory ?? false
  }
}
