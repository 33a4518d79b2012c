// SPDX-License-Identifier: Apache-2.0

import BPF
import Kernels
import Probes
import Results
import Weighing

/// The jobs of the matrix, as the guest's end does them.
public enum GuestJobs {
  /// A probe and one of its rungs, by name.
  struct CellName: Codable, Hashable, Sendable {
    var probe: String
    var rung: String
  }

  /// The cells that a guest is to weigh, and the disk to weigh on.
  struct WeighingOrder: Codable, Sendable {
    var place: CostBoot.Place
    var cells: [CellName]
  }

  /// One answer of the job that weighs.
  struct Weighed: Codable, Sendable {
    var base: Double?
    var hooks: [HookReading]?
    var reading: InstructionReading?
  }

  static let trials = "trials"
  static let instructions = "instructions"

  /// The handlers of the jobs, for `GuestMain`.
  public static var handlers: [String: GuestMain.Handler] {
    [trials: runTrials, instructions: weighInstructions]
  }

  /// Tries each cell and answers with its outcome as soon as it is known.
  private static func runTrials(_ job: GuestJob) throws {
    let disks = try GuestPlace.onDisk(complaints: job.complaints)
    for (probe, rung) in cells(try job.input(as: [CellName].self)) {
      let outcome =
        if let lack = disks.lack(of: probe) {
          MatrixCell(probe: probe.name, rung: rung.name, verdict: .unsupported, reason: lack)
        } else { Trial(probe, rung, at: disks.place).run() }
      try job.yield(outcome)
    }
  }

  /// Weighs the hooks and each cell in executed instructions.
  private static func weighInstructions(_ job: GuestJob) throws {
    let order = try job.input(as: WeighingOrder.self)
    let disks = placeForWeighing(order.place, job.complaints)
    let scale = InstructionScale(at: disks.place)
    let base = try scale.base()
    try job.yield(Weighed(base: base))
    try job.yield(Weighed(hooks: scale.weighHooks(base: base)))
    for (probe, rung) in cells(order.cells) {
      let reading =
        if let lack = disks.lack(of: probe) {
          InstructionReading(unweighed: probe, rung, because: lack)
        } else { scale.weigh(probe, rung) }
      try job.yield(Weighed(reading: reading))
    }
  }

  /// Where to weigh: without a disk where none can be made.
  private static func placeForWeighing(
    _ wanted: CostBoot.Place, _ complaints: [String]
  ) -> DiskPlace {
    guard wanted == .nullBlock else {
      return DiskPlace(place: GuestPlace.inMemory, missing: nil, complaints: complaints)
    }
    do throws(GuestPlaceError) {
      return try GuestPlace.onNullBlock(complaints: complaints)
    } catch {
      return DiskPlace(
        place: GuestPlace.inMemory, missing: .nullBlock(reason: error.reason),
        complaints: complaints)
    }
  }

  /// The cells of those names, in that order.
  private static func cells(_ names: [CellName]) -> [(WeighedProbe, Rung)] {
    names.compactMap { name in
      guard let probe = WeighedProbe.all.first(where: { $0.name == name.probe }),
        let rung = probe.ladder.first(where: { $0.name == name.rung })
      else { return nil }
      return (probe, rung)
    }
  }
}
