// SPDX-License-Identifier: Apache-2.0

import BPF
import Instructions
import Kernels
import Probes
import Results
import Scale
import Subjects
import Trials

/// The matrix's jobs, on the guest's side.
public enum GuestJobs {
  /// The names of a probe and a rung.
  struct CellName: Codable, Hashable, Sendable {
    var probe: String
    var rung: String
  }

  /// The cells for a guest to weigh, and the disk.
  struct WeighingOrder: Codable, Sendable {
    var place: CostBoot.Place
    var cells: [CellName]
  }

  /// An answer of the weighing job.
  struct Weighed: Codable, Sendable {
    var base: Double?
    var hooks: [MatrixHook]?
    var reading: InstructionReading?
  }

  static let trials = "trials"
  static let instructions = "instructions"

  /// The jobs' handlers for `GuestMain`.
  public static var handlers: [String: GuestMain.Handler] {
    [trials: runTrials, instructions: weighInstructions]
  }

  /// Tries each cell and yields its outcome at once.
  private static func runTrials(_ job: GuestJob) throws {
    let disks = try GuestPlace.onDisk(complaints: job.complaints)
    for (probe, way) in cells(try job.input(as: [CellName].self)) {
      let outcome =
        if let lack = disks.lack(of: probe) {
          MatrixCell(probe: probe.name, rung: way.name, verdict: .unsupported, reason: lack)
        } else { Trial(probe, way, at: disks.place).run() }
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
    for (probe, way) in cells(order.cells) {
      let reading =
        if let lack = disks.lack(of: probe) {
          InstructionReading(unweighed: probe, way, because: lack)
        } else { scale.weigh(probe, way) }
      try job.yield(Weighed(reading: reading))
    }
  }

  /// The place for weighing: in memory where no disk can be made.
  private static func placeForWeighing(
    _ wanted: CostBoot.Place, _ complaints: [String]
  ) -> DiskPlace {
    guard wanted == .nullBlock else {
      return DiskPlace(place: GuestPlace.inMemory, missing: nil, complaints: complaints)
    }
    do throws(GuestPlaceError) { return try GuestPlace.onNullBlock(complaints: complaints) } catch {
      return DiskPlace(
        place: GuestPlace.inMemory, missing: .nullBlock(reason: error.reason),
        complaints: complaints)
    }
  }

  /// The cells of these names, in their order.
  private static func cells(_ names: [CellName]) -> [(any ProbeSubject, Way)] {
    names.compactMap { name in
      guard let probe = Catalogue.probe(named: name.probe), let way = probe.way(named: name.rung)
      else { return nil }
      return (probe, way)
    }
  }
}
