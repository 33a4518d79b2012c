// SPDX-License-Identifier: Apache-2.0

import Results
import Workloads

/// Counts the events that were caused and reported, over the loads of a cell.
package struct FidelityTally: Sendable, Hashable {
  private var byKind: [EventKind: Fidelity.Counts] = [:]
  private var dropped: UInt64 = 0
  private var skippedRuns: UInt64 = 0
  private var note: String?
  /// Events of other processes that a probe of the whole machine rightly reported.
  private var foreign: UInt64 = 0
  private var operations: UInt64 = 0
  /// The reader's CPU time over all loads, in nanoseconds.
  package private(set) var readerNanoseconds: UInt64 = 0

  /// Nothing caused and nothing reported.
  package init() {}

  /// Events that one operation caused, as the workload counted them.
  package var eventsPerOperation: Double {
    guard operations > 0 else { return 0 }
    return Double(byKind.values.reduce(UInt64(0)) { $0 + $1.caused }) / Double(operations)
  }

  /// Adds one load.
  package mutating func add(
    _ findings: LoadFindings, caused: EventCounts, counted: [EventKind], operations: UInt64
  ) {
    self.operations += operations
    readerNanoseconds += findings.readerNanoseconds
    if let known = findings.dropped { dropped += known }
    skippedRuns += findings.skippedRuns
    note = note ?? findings.note
    for kind in counted {
      var seen = findings.seen[kind] ?? LoadFindings.Seen()
      let total = findings.kernelCounted[kind] ?? caused[kind]
      foreign += Self.removeForeign(from: &seen, caused: caused[kind], kernelCounted: total)
      let none = Fidelity.Counts(caused: 0, reported: 0, lost: 0, wrong: 0)
      var counts = byKind[kind] ?? none
      counts.caused += caused[kind]
      counts.reported += seen.reported
      counts.lost += caused[kind] - min(caused[kind], seen.reported)
      counts.wrong += seen.wrong + seen.reported - min(caused[kind], seen.reported)
      byKind[kind] = counts
    }
  }

  /// Removes events of other processes: as many as the kernel's own statistics have beyond the
  /// workload's.
  private static func removeForeign(
    from seen: inout LoadFindings.Seen, caused: UInt64, kernelCounted: UInt64
  ) -> UInt64 {
    guard seen.reported > caused, kernelCounted > caused else { return 0 }
    let foreign = min(seen.reported - caused, kernelCounted - caused)
    seen.reported -= foreign
    return foreign
  }

  /// The counts of all kinds together.
  var sum: Fidelity.Counts {
    var sum = Fidelity.Counts(caused: 0, reported: 0, lost: 0, wrong: 0)
    for counts in byKind.values {
      sum.caused += counts.caused
      sum.reported += counts.reported
      sum.lost += counts.lost
      sum.wrong += counts.wrong
    }
    return sum
  }

  /// The verdict: `wrong` beats `lossy`, and only equality is `exact`; `nil` without any event.
  package var fidelity: Fidelity? {
    let sum = sum
    guard sum.caused > 0 || sum.reported > 0 else { return nil }
    let verdict: Fidelity.Verdict = sum.wrong > 0 ? .wrong : sum.lost > 0 ? .lossy : .exact
    return Fidelity(
      sum, byKind: Dictionary(uniqueKeysWithValues: byKind.map { ($0.key.rawValue, $0.value) }),
      verdict: verdict, note: explanation)
  }

  private var explanation: String? {
    let drops = dropped > 0 ? "the kernel side dropped \(dropped)" : nil
    let others = foreign > 0 ? "\(foreign) events of other processes were reported too" : nil
    let skipped =
      skippedRuns > 0
      ? "the kernel skipped \(skippedRuns) runs of a program that was running already" : nil
    let parts = [note, drops, skipped, others].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}
