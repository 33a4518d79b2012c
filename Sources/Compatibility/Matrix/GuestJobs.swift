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

  /// What a guest is to weigh, and on what.
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

  /// What `GuestMain` is to know of them.
  public static var handlers: [String: GuestMain.Handler] {
    [trials: runTrials, instructions: weighInstructions]
  }

  /// Tries each cell and answers with its outcome as soon as it is known.
  private static func runTrials(_ job: GuestJob) throws {
    let place = try GuestPlace.onDisk()
    for (probe, rung) in cells(try job.input(as: [CellName].self)) {
      try job.yield(Trial(probe, rung, at: place).run())
    }
  }

  /// Weighs the hooks and each cell in executed instructions.
  private static func weighInstructions(_ job: GuestJob) throws {
    let order = try job.input(as: WeighingOrder.self)
    let scale = InstructionScale(
      at: order.place == .nullBlock ? try GuestPlace.onNullBlock() : GuestPlace.inMemory)
    let base = try scale.base()
    try job.yield(Weighed(base: base))
    try job.yield(Weighed(hooks: scale.weighHooks(base: base)))
    for (probe, rung) in cells(order.cells) {
      try job.yield(Weighed(reading: scale.weigh(probe, rung)))
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
