// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Subjects
import Workloads

/// Weighs every probe on the workload it watches, and compares its cost from the outside with that
/// from the inside.
struct ProbeCloser {
  let bench: CalibrationBench
  let repeats: CalibrationPlan.Repeats

  /// Weighs as many probes as the plan has. A probe that fails has its reason.
  func run(random: inout RandomSource) throws(WeighingError) -> [ProbeClosure] {
    var options = MeasureOptions(Array(Catalogue.probes.prefix(repeats.count)))
    options.secondsPerCell = repeats.seconds
    options.quick = bench.loads < 8
    options.directory = bench.directory
    var cells = CellList(options)
    try cells.timeToggles(times: 2, environment: bench.environment)
    let entries = cells.entries.filter { $0.role == .watched }
    var found: [ProbeClosure] = []
    let start = bench.environment.now()
    for (index, entry) in entries.enumerated() {
      if repeats.isDone(index, after: bench.environment.now() - start) { break }
      // The closures so far are kept.
      if bench.environment.isInterrupted() { break }
      let planner = CellPlanner(
        options: options, calibrator: bench.calibrator, cells: entries.count,
        secondsLeft: repeats.total, cellsLeft: entries.count - index)
      found.append(close(entry, planner, random: &random))
    }
    return found
  }

  private func close(
    _ entry: CellList.Entry, _ planner: CellPlanner, random: inout RandomSource
  ) -> ProbeClosure {
    guard let way = entry.way, let toggle = entry.toggle else {
      return Self.closure(of: entry.unsupported)
    }
    do throws(WeighingError) {
      let plan = try planner.plan(entry, way, toggle)
      let found = try ClosurePass(plan: plan, environment: bench.environment, loads: bench.loads)
        .run(planner.source(entry, way), random: &random)
      return Self.closure(of: plan, found)
    } catch { return Self.closure(of: entry.failed(error)) }
  }

  /// Compares the costs of the loads.
  static func closure(of plan: CellPlan, _ found: ClosurePass.Found) -> ProbeClosure {
    var closure = ProbeClosure(
      probe: plan.probe, rung: plan.rung, workload: plan.workload, verdict: .unknown,
      isExact: found.tally.fidelity.map { $0.verdict == .exact })
    let events = found.tally.eventsPerOperation
    guard events > 0 else {
      closure.reason = "the workload caused no event"
      return closure
    }
    do throws(StatisticsError) {
      let sample = Sampler.Sample(
        raw: found.raw, operationsPerSlice: plan.stints.operationsPerSlice)
      let program = try sample.contrast(.probe, to: .floor)
      closure.program = program.difference.times(1 / events)
      closure.dispatch = try sample.contrast(.floor, to: .off).difference.times(1 / events)
      closure.total = try sample.contrast(.probe, to: .off).difference.times(1 / events)
      closure.compare(program.loadDifferences.map { $0 / events }, with: found.inside)
    } catch { closure.reason = error.reason }
    return closure
  }

  /// The closure of a probe that could not be weighed.
  private static func closure(of cell: Cell) -> ProbeClosure {
    var closure = ProbeClosure(
      probe: cell.probe, rung: cell.rung, workload: cell.workload, verdict: .unknown)
    switch cell.verdict {
    case .measured: break
    case .invalid(let reason): closure.reason = "invalid: \(reason)"
    case .failed(let reason, _), .unsupported(let reason): closure.reason = reason
    }
    return closure
  }
}

extension ProbeClosure {
  /// Compares the programs' cost in each load with the time that the kernel counted in it.
  fileprivate mutating func compare(_ outside: [Double], with inside: [Double]) {
    self.inside = inside.isEmpty ? nil : inside.reduce(0, +) / Double(inside.count)
    guard outside.count == inside.count else {
      reason = "the stints of a load were left out: CPU time was stolen"
      return
    }
    let pairs = zip(outside, inside).map { ClosureResidual.Pair(outside: $0, inside: $1) }
    guard let residual = ClosureResidual(pairs: pairs) else {
      reason = "the kernel counts no time in its programs beside the empty ones'"
      return
    }
    self.residual = residual.ratio
    switch residual.verdict {
    case .closed: verdict = .closed
    case .open: verdict = .open
    case .unknown: verdict = .unknown
    }
  }
}
