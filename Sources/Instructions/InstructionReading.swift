// SPDX-License-Identifier: Apache-2.0

import Scale
import Statistics
import Workloads

/// Instructions per operation under each condition, from one boot of a guest that counts them.
public struct InstructionReading: Codable, Hashable, Sendable {
  /// The probe's name.
  public var probe: String
  /// The rung's name.
  public var rung: String
  /// The workload's name.
  public var workload: String
  /// Events that an operation causes.
  public var eventsPerOperation = 0.0
  /// Instructions with nothing attached.
  public var off = 0.0
  /// Instructions with empty programs on the rung's hooks.
  public var floor = 0.0
  /// Instructions with the probe attached.
  public var probeAttached = 0.0
  /// The probe's cost to the bystander's operation; `nil` where it watches every system call.
  public var bystander: Double?
  /// Half of the range of the rounds' totals per event, which holds the median with 96.9 % (six
  /// rounds) to 99.6 % (nine); for one round, the possible difference of another; `nil` where all
  /// operations are alike.
  public var halfWidth: Double?
  /// The reason why there is no reading.
  public var failure: String?
  /// The rounds, which stay in the guest.
  var rounds: [InstructionRound] = []

  init(probe: String, rung: String, workload: String) {
    self.probe = probe
    self.rung = rung
    self.workload = workload
  }

  /// Makes a reading that failed.
  public init(unweighed subject: any Subject, _ way: Way, because reason: String) {
    self.init(probe: subject.name, rung: way.name, workload: subject.watching.workloadInGuests)
    failure = reason
  }

  private enum CodingKeys: CodingKey {
    case probe, rung, workload, eventsPerOperation, off, floor, probeAttached, bystander
    case halfWidth, failure
  }

  /// `probe − off` per event.
  public var total: Double { (probeAttached - off) / eventsPerOperation }

  /// Computes the median cost of each condition over the rounds, as a state of the machine that
  /// lasts for a round is in all its conditions.
  ///
  /// The half-width takes all rounds in, not 95 %, as a run of the matrix compares some hundred
  /// totals with an earlier run's. Of nine rounds without the lowest and the highest, one pair of
  /// equal runs in 400 called a cell worse; of all nine it is one in 25,000 (simulated: normal,
  /// heavy-tailed and skewed rounds).
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
    if first.probe.count > 1 { bystander = first.probe[1].instructions - first.off[1].instructions }
  }
}

/// The weights of operations under each condition in turn: the watched workload's, and the
/// bystander's where it was weighed.
struct InstructionRound: Hashable, Sendable {
  let off: [OperationWeight]
  let floor: [OperationWeight]
  let probe: [OperationWeight]
}
