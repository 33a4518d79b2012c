// SPDX-License-Identifier: Apache-2.0

import Statistics
import Workloads

/// What operations took under each condition, one condition after the other: the watched workload's first, and the
/// bystander's where it was weighed.
struct InstructionRound {
  let off: [OperationWeight]
  let floor: [OperationWeight]
  let probe: [OperationWeight]
}

extension InstructionReading {
  /// Takes the medians over the rounds of what the conditions add: a state of the machine that lasts for a round
  /// is in all its conditions.
  ///
  /// - Parameters:
  ///   - rounds: At least one.
  ///   - kinds: The events that the probe watches.
  mutating func take(_ rounds: [InstructionRound], events kinds: [EventKind]) {
    guard let first = rounds.first else { return }
    off = median(rounds.map { $0.off[0].instructions }) ?? 0
    floor = off + (median(rounds.map { $0.floor[0].instructions - $0.off[0].instructions }) ?? 0)
    probeAttached =
      off + (median(rounds.map { $0.probe[0].instructions - $0.off[0].instructions }) ?? 0)
    eventsPerOperation = first.probe[0].events(of: kinds)
    halfWidth = Self.halfWidth(
      rounds.map { ($0.probe[0].instructions - $0.off[0].instructions) / eventsPerOperation })
    if first.probe.count > 1 {
      bystander = first.probe[1].instructions - first.off[1].instructions
    }
  }

  /// The least and the most of n values hold the median of what they are drawn from with a confidence of
  /// 1 − 2^(1−n), by the sign test: 96.9 % for six.
  private static func halfWidth(_ totals: [Double]) -> Double? {
    guard totals.count > 1, let least = totals.min(), let most = totals.max() else { return nil }
    return (most - least) / 2
  }
}
