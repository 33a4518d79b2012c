// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Statistics
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
    var options = MeasureOptions()
    options.probes = Array(WeighedProbe.all.prefix(repeats.count))
    options.secondsPerCell = repeats.seconds * 0.8
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
    guard let rung = entry.rung, let toggle = entry.toggle else {
      return Self.closure(of: entry.unsupported)
    }
    do throws(WeighingError) {
      let (plan, source) = try planner.plan(entry, rung: rung, toggle: toggle)
      var weigher = CellWeigher(plan: plan, environment: bench.environment)
      var cell = weigher.weigh(source, random: &random)
      if let program = cell.program {
        cell.inside = try planner.insidePass(plan, environment: bench.environment)
          .run(
            planner.source(entry.probe.withoutWitness, rung: rung, entry.workload),
            outside: program.estimate, random: &random
          ).cost
      }
      return Self.closure(of: cell)
    } catch { return Self.closure(of: entry.failed(error)) }
  }

  /// What a weighed cell says.
  static func closure(of cell: Cell) -> ProbeClosure {
    var closure = ProbeClosure(
      probe: cell.probe, rung: cell.rung, workload: cell.workload, dispatch: cell.dispatch,
      program: cell.program, total: cell.total, verdict: .unknown,
      isExact: cell.fidelity.map { $0.verdict == .exact })
    closure.inside = cell.inside.map { $0.probeNanoseconds - $0.floorNanoseconds }
    closure.reason = reason(cell.verdict)
    guard let program = cell.program, let inside = closure.inside else { return closure }
    guard inside > 0 else {
      closure.reason = "the kernel counts no time in its programs beside the empty ones'"
      return closure
    }
    let residual = ClosureResidual(outside: program.statistical, inside: inside)
    closure.residual = Results.Interval(residual.ratio)
    switch residual.verdict {
    case .closed: closure.verdict = .closed
    case .open: closure.verdict = .open
    case .unknown: closure.verdict = .unknown
    }
    return closure
  }

  private static func reason(_ verdict: CellVerdict) -> String? {
    switch verdict {
    case .measured: nil
    case .invalid(let reason): "invalid: \(reason)"
    case .failed(let reason, _), .unsupported(let reason): reason
    }
  }
}
