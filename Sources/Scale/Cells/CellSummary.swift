// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// Makes a cell's entry in the document from its loads.
struct CellSummary {
  let plan: CellPlan
  let raw: RawSlices
  let tally: FidelityTally
  /// The reader's CPU time per event in nanoseconds, one value a load.
  let readerPerEvent: [Double]
  let stopped: Cell.Stopped
  let failure: WeighingError?
  let wallSeconds: Double

  /// The entry.
  var cell: Cell {
    var cell = Cell(
      probe: plan.probe, rung: plan.rung, workload: plan.workload, role: plan.role,
      unit: plan.unit, verdict: .measured)
    cell.refusedRungs = plan.refusedRungs
    cell.options = plan.options
    cell.operationsPerSlice = plan.stints.operationsPerSlice
    cell.slicesPerStint = plan.stints.slicesPerStint
    cell.eventsPerOperation = tally.eventsPerOperation
    cell.fidelity = plan.role == .watched ? tally.fidelity : nil
    cell.stopped = stopped
    cell.wallSeconds = wallSeconds
    addCounts(to: &cell)
    cell.raw = raw
    do throws(StatisticsError) {
      let estimates = try CellEstimates(raw, of: plan)
      add(estimates, to: &cell)
      cell.verdict = failureVerdict ?? controlVerdict(estimates) ?? .measured
    } catch { cell.verdict = failureVerdict ?? .failed(reason: error.reason, lastOutput: "") }
    return cell
  }

  private func addCounts(to cell: inout Cell) {
    let blocks = raw.loads.flatMap(\.blocks)
    let stints = blocks.flatMap(\.stints)
    cell.loads = raw.loads.count
    cell.blocks = blocks.count
    cell.stints = stints.count
    cell.excludedStints = stints.filter(\.isExcluded).count
  }

  private func add(_ estimates: CellEstimates, to cell: inout Cell) {
    cell.base = estimates.base
    cell.contrasts = estimates.costs
    cell.noiseFloor = NoiseFloor(
      nanoseconds: estimates.same.difference.halfWidth, ratio: estimates.same.ratio.halfWidth)
    let events = tally.eventsPerOperation
    guard events > 0 else { return }
    func perEvent(_ contrast: Contrast?) -> Interval? {
      contrast.map { $0.difference.times(1 / events) }
    }
    switch plan.role {
    case .watched:
      cell.dispatch = perEvent(estimates.floor)
      cell.program = perEvent(estimates.program)
      cell.total = perEvent(estimates.total)
      cell.reader = ReaderCost(
        cpuNanosecondsPerEvent: studentInterval(readerPerEvent),
        totalCPUSeconds: Double(tally.readerNanoseconds) / 1e9)
    case .bystander: cell.bystanderCost = perEvent(estimates.total)
    }
  }

  private var failureVerdict: CellVerdict? {
    guard let failure else { return nil }
    switch failure {
    case .interrupted where raw.loads.count >= 2: return nil
    case .workload(let error):
      return .failed(reason: error.description, lastOutput: error.lastOutput)
    default: return .failed(reason: failure.description, lastOutput: "")
    }
  }

  /// Makes the cell invalid where a control fails. The intervals are wide enough that all controls
  /// of a run together raise a false alarm in 5 % of runs.
  private func controlVerdict(_ estimates: CellEstimates) -> CellVerdict? {
    let gate = ControlGate()
    let confidence = 1 - (0.05 / Double(plan.controlsInRun))
    let controls: [(ControlGate.Control, Contrast?)] = [
      (.off, estimates.same), (.never, estimates.never),
    ]
    for (control, contrast) in controls {
      guard let contrast else { continue }
      let verdict = gate.check(contrast.ratio(confidence: confidence), of: control)
      if case .failed(let failure) = verdict { return .invalid(reason: failure.words) }
    }
    return nil
  }
}

extension ControlGate.Failure {
  /// The failure in words.
  fileprivate var words: String {
    switch self {
    case .bias(let control, let ratio):
      let percent = Int((ratio.estimate * 10_000).rounded())
      let name = control == .off ? "off against off" : "a program that never runs"
      return "the control '\(name)' differs from nothing by \(Double(percent) / 100) %"
    }
  }
}
