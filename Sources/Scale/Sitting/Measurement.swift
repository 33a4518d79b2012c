// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Results
import Statistics
import System
import Workloads

/// One sitting: weighs every cell that was asked for on the running kernel.
public struct Measurement {
  private let options: MeasureOptions
  private let settings: KernelSettings
  private let passes: [any CellPass]
  private let report: (MeasureProgress) -> Void
  private let startedAt: String
  private let start = Clocks.monotonicSeconds()
  private var random: RandomSource

  /// Makes a measurement.
  package init(
    _ options: MeasureOptions, _ settings: KernelSettings, passes: [any CellPass] = [],
    report: @escaping (MeasureProgress) -> Void
  ) {
    self.options = options
    self.settings = settings
    self.passes = passes
    self.report = report
    random = RandomSource(seed: options.seed)
    startedAt = Timestamp.now()
  }

  /// Weighs all cells. A failure in one is its verdict.
  ///
  /// - Throws: A reason why no cell can be weighed.
  public mutating func run() throws(WeighingError) -> MeasureDocument {
    var machine = try settings.prepareMachine(gentle: options.gentle)
    var cells = CellList(options)
    let calibrator = try Calibrator(
      seconds: options.calibrationSeconds ?? (options.quick ? 1.5 : 5), seed: random.next(),
      environment: environment { [report] in report(.calibrating($0)) })
    try cells.timeToggles(times: options.quick ? 2 : 5, environment: environment { _ in })
    let calibration = calibrator.calibration(toggles: cells.toggles)
    report(.calibrated(calibration))

    var document: [Cell] = []
    for (index, entry) in cells.entries.enumerated() {
      if Interruption.isAsked { break }
      let cell = weigh(entry, index: index, of: cells.entries.count, calibrator)
      // A cell that was interrupted before it had two loads is left out.
      if case .failed = cell.verdict, Interruption.isAsked { break }
      document.append(cell)
      report(.finished(index: index, count: cells.entries.count, cell: cell))
    }
    machine.residentBytesPeak = MachineReading.residentBytesPeak
    return MeasureDocument(sitting: sitting(calibration, on: machine), cells: document)
  }

  private mutating func weigh(
    _ entry: CellList.Entry, index: Int, of count: Int, _ calibrator: Calibrator
  ) -> Cell {
    var random = random.split()
    guard let way = entry.way, let toggle = entry.toggle else { return entry.unsupported }
    let planner = CellPlanner(
      options: options, calibrator: calibrator, cells: count,
      secondsLeft: budget - (Clocks.monotonicSeconds() - start), cellsLeft: count - index)
    let environment = environment { [report] fraction in
      report(.weighing(index: index, count: count, cell: entry.name, fraction: fraction))
    }
    do throws(WeighingError) {
      let plan = try planner.plan(entry, way, toggle)
      var weigher = CellWeigher(plan: plan, environment: environment)
      var cell = weigher.weigh(try planner.source(entry, way), random: &random)
      try InsidePass(following: plan, environment: environment).run(
        on: &cell, try planner.source(entry, way, isWitnessed: false), random: &random)
      let context = CellContext(entry: entry, way: way, options: options, environment: environment)
      for pass in passes { try pass.run(on: &cell, context, random: &random) }
      return cell
    } catch { return entry.failed(error) }
  }

  /// Seconds that the whole run may take, with some to spare.
  private var budget: Double { options.quick ? 41 : 285 }

  private func environment(progress: @escaping (Double) -> Void) -> WeighingEnvironment {
    WeighingEnvironment(
      now: Clocks.monotonicSeconds, isInterrupted: { Interruption.isAsked },
      stolenTicks: { StolenTime.ticks(ofCPU: Affinity.workloadCPU) }, progress: progress)
  }

  private func sitting(_ calibration: Calibration, on machine: Machine) -> Sitting {
    Sitting(
      tareVersion: Version.current, startedAt: startedAt,
      elapsedSeconds: Clocks.monotonicSeconds() - start, command: options.command,
      seed: options.seed, quick: options.quick, interrupted: Interruption.isAsked,
      machine: machine, calibration: calibration, method: .current)
  }
}

extension KernelSettings {
  /// Prepares the machine for a run: finds tracefs, pins this thread to the harness's CPU, turns
  /// the kernel's statistics off and shortens grace periods.
  package func prepareMachine(gentle: Bool = false) throws(WeighingError) -> Machine {
    try askingKernel { () throws(BPFError) in try Tracefs.makeAvailable() }
    Affinity.pin(to: Affinity.harnessCPU)
    let statisticsWereOn = try set(.statisticsOff) == "1"
    if !gentle { _ = try set(.shortGracePeriods) }
    return try askingKernel { () throws(BPFError) in
      try MachineReading.machine(rcuExpedited: !gentle, statisticsWereOn: statisticsWereOn)
    }
  }
}
