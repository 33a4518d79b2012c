// SPDX-License-Identifier: Apache-2.0

import Scale

/// Instructions per operation under the conditions, of one boot of a guest that counts them.
public struct InstructionReading: Codable, Hashable, Sendable {
  /// The probe's name.
  public var probe: String
  /// The rung's name.
  public var rung: String
  /// The workload's name.
  public var workload: String
  /// Events that an operation causes.
  public var eventsPerOperation = 0.0
  /// With nothing attached.
  public var off = 0.0
  /// With empty programs on the rung's hooks.
  public var floor = 0.0
  /// With the probe.
  public var probeAttached = 0.0
  /// What the attached probe adds to the bystander's operation; `nil` where the probe watches every system call.
  public var bystander: Double?
  /// Half of what lies between the lowest and the highest round's total per event, which holds the median with 96.9 %
  /// (six rounds) to 99.6 % (nine). Of one round, what another one may differ by; `nil` where its operations are all
  /// alike.
  public var halfWidth: Double?
  /// What kept it from being read.
  public var failure: String?
  /// What it was made of; stays in the guest.
  var rounds: [InstructionRound] = []

  init(probe: String, rung: String, workload: String) {
    self.probe = probe
    self.rung = rung
    self.workload = workload
  }

  /// A reading that could not be made.
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
