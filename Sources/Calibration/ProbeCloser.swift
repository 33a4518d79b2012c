// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Subjects
import Workloads

/// Weighs every probe on the workload it watches, from the outside and from the inside, and holds the two
/// against each other.
struct ProbeCloser {
  let bench: CalibrationBench
  let repeats: CalibrationPlan.Repeats

  /// Weighs as many probes as the plan has.
  ///
  /// - Throws: What keeps every probe from being attached. What goes wrong with one probe is its reason.
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
      // What is done is kept.
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
      let found = try ClosurePass(
        plan: plan, environment: bench.environment, loads: bench.loads
      ).run(planner.source(entry, way), random: &random)
      return Self.closure(of: plan, found)
    } catch { return Self.closure(of: entry.failed(error)) }
  }

  /// What the loads say.
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
      func contrast(
        _ condition: Condition, to reference: Condition
      ) throws(StatisticsError) -> Contrast {
        let sample = Sampler.Sample(
          raw: found.raw, operationsPerSlice: plan.stints.operationsPerSlice)
        return try sample.contrast(condition, to: reference)
      }
      func perEvent(_ contrast: Contrast) -> Interval {
        contrast.difference.times(1 / events)
      }
      let program = try contrast(.probe, to: .floor)
      closure.program = perEvent(program)
      closure.dispatch = perEvent(try contrast(.floor, to: .off))
      closure.total = perEvent(try contrast(.probe, to: .off))
      closure.hold(program.loadDifferences.map { $0 / events }, against: found.inside)
    } catch { closure.reason = "too little was measured: \(error)" }
    return closure
  }

  /// Of a probe that could not be weighed.
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
  /// Holds the programs' cost in each load against what the kernel counted in it.
  fileprivate mutating func hold(_ outside: [Double], against inside: [Double]) {
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
