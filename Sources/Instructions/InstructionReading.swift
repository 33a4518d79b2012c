// SPDX-License-Identifier: Apache-2.0

import Scale

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
    self.init(
      probe: subject.name, rung: way.name, workload: subject.watching.workloadInGuests)
    failure = reason
  }

  private enum CodingKeys: CodingKey {
    case probe, rung, workload, eventsPerOperation, off, floor, probeAttached, bystander
    case halfWidth, failure
  }

  /// `probe − off` per event.
  public var total: Double { (probeAttached - off) / eventsPerOperation }
}
