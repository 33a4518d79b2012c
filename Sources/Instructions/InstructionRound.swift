// SPDX-License-Identifier: Apache-2.0

import Statistics
import Workloads

/// The weights of operations under each condition in turn: the watched workload's, and the
/// bystander's where it was weighed.
struct InstructionRound: Hashable, Sendable {
  let off: [OperationWeight]
  let floor: [OperationWeight]
  let probe: [OperationWeight]
}

extension InstructionReading {
  /// Computes the median cost of each condition over the rounds, as a state of the machine that
  /// lasts for a round is in all its conditions.
  ///
  /// The half-width takes all rounds in, not 95 %, as a run of the matrix compares some hundred
  /// totals with an earlier run's. Of nine rounds without the lowest and the highest, one pair of
  /// equal runs in 400 called a cell worse; of all nine it is one in 25,000 (simulated: normal,
  /// heavy-tailed and skewed rounds).
  ///
  /// - Parameter kinds: The events that the probe watches.
  mutating func summarise(events kinds: [EventKind]) {
    guard let first = rounds.first else { return }
    off = median(rounds.map { $0.off[0].instructions }) ?? 0
    floor = off + (median(rounds.map { $0.floor[0].instructions - $0.off[0].instructions }) ?? 0)
    probeAttached =
      off + (median(rounds.map { $0.probe[0].instructions - $0.off[0].instructions }) ?? 0)
    eventsPerOperation = first.probe[0].events(of: kinds)
    let totals = rounds.map {
      ($0.probe[0].instructions - $0.off[0].instructions) / eventsPerOperation
    }
    let doubt = (first.off[0].doubt + first.probe[0].doubt) / eventsPerOperation
    halfWidth =
      signInterval(totals, confidence: InstructionPlan.confidence).map { ($0.high - $0.low) / 2 }
      ?? (doubt > 0 ? doubt : nil)
    if first.probe.count > 1 {
      bystander = first.probe[1].instructions - first.off[1].instructions
    }
  }
}
