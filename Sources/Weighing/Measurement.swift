// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Results
import Statistics
import Workloads

/// One sitting: every cell that was asked for, one after the other, on the running kernel.
public struct Measurement {
  private let options: MeasureOptions
  private let knobs: Knobs
  private let report: (MeasureProgress) -> Void
  private let startedAt: String
  private let start = Clocks.monotonicSeconds()
  private var random: RandomSource
  private var foundBlindSpots: [BlindSpot]?

  /// Prepares the machine: takes the lock, notes and turns the settings, finds tracefs.
  ///
  /// - Parameters:
  ///   - options: What to weigh.
  ///   - knobs: The lock on the machine's settings.
  ///   - report: Called on the calling thread as the run goes on.
  public init(
    _ options: MeasureOptions, knobs: Knobs, report: @escaping (MeasureProgress) -> Void
  ) {
    self.options = options
    self.knobs = knobs
    self.report = report
    random = RandomSource(seed: options.seed)
    startedAt = Timestamp.now()
  }

  /// Weighs all cells. What goes wrong in one is its verdict; the others go on.
  ///
  /// - Throws: Only what keeps every cell from being weighed.
  public mutating func run() throws(WeighingError) -> MeasureDocument {
    do throws(BPFError) { try Tracefs.makeAvailable() } catch { throw .kernel(error) }
    Affinity.pin(to: Affinity.harnessCPU)
    let statisticsWereOn = try knobs.turn(Knobs.statistics) == "1"
    if !options.gentle { _ = try knobs.turn(Knobs.expeditedGracePeriods) }
    // Before any program of ours is loaded, and any load of ours begins.
    var machine: Machine
    do throws(BPFError) {
      machine = try MachineReading.machine(
        rcuExpedited: !options.gentle, statisticsWereOn: statisticsWereOn)
    } catch { throw .kernel(error) }
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
      // A cell that was interrupted before anything could be said of it is left out.
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
    var ownRandom = random.split()
    guard let rung = entry.rung, let toggle = entry.toggle else { return entry.unsupported }
    let planner = CellPlanner(
      options: options, calibrator: calibrator, cells: count,
      secondsLeft: budget - (Clocks.monotonicSeconds() - start), cellsLeft: count - index)
    do throws(WeighingError) {
      let (plan, source) = try planner.plan(entry, rung: rung, toggle: toggle)
      let environment = environment { [report] fraction in
        report(.weighing(index: index, count: count, cell: entry.name, fraction: fraction))
      }
      var weigher = CellWeigher(plan: plan, environment: environment)
      var cell = weigher.weigh(source, random: &ownRandom)
      let unwitnessed = entry.probe.withoutWitness
      if let program = cell.program {
        let found = try planner.insidePass(plan, environment: environment)
          .run(
            planner.source(unwitnessed, rung: rung, entry.workload), outside: program.estimate,
            random: &ownRandom)
        cell.inside = found.cost
        if let reader = found.reader { cell.reader?.cpuNanosecondsPerEvent = reader }
      }
      if let pass = planner.pausePass(entry, cell, environment: environment) {
        func costs(on cpu: Int) throws(WeighingError) -> PauseCosts? {
          var costs = try pass.run(
            planner.quietSource(unwitnessed, rung: rung, entry.workload, cpu: cpu),
            random: &ownRandom)
          if options.forForecasts, let census = WeighedProbe(countingEventsOf: entry.probe) {
            costs?.census = try pass.run(
              planner.quietSource(census, rung: census.ladder[0], entry.workload, cpu: cpu),
              random: &ownRandom)?.programs
          }
          return costs
        }
        cell.afterPauses = try costs(on: Affinity.workloadCPU)
        if pass.countsEnds { cell.afterPausesElsewhere = try costs(on: Affinity.harnessCPU) }
      }
      if let fidelity = cell.fidelity, fidelity.verdict != .exact {
        let spots = try blindSpots()
        cell.fidelity?.blindSpots = spots.isEmpty ? nil : spots
      }
      return cell
    } catch {
      return entry.failed(error)
    }
  }

  /// Looked for once a run.
  private mutating func blindSpots() throws(WeighingError) -> [BlindSpot] {
    if let foundBlindSpots { return foundBlindSpots }
    let spots = try BlindSpotSearch(environment: environment { _ in }).run()
    foundBlindSpots = spots
    return spots
  }

  /// Seconds that the whole run may take, with some in hand.
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
