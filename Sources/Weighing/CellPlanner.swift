// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Statistics
import Workloads

/// Lays out a cell: how its operations are cut up, and how much of the run's time it may take.
struct CellPlanner {
  let options: MeasureOptions
  let calibrator: Calibrator
  /// Cells in the run.
  let cells: Int
  /// Seconds of the run's time that are left.
  let secondsLeft: Double
  /// Cells that are not weighed yet, this one included.
  let cellsLeft: Int

  /// Seconds that loading a cell's programs and starting its workload take here, about.
  private static let loadSeconds = 0.12

  /// The most seconds that a cell takes by itself.
  private var mostSeconds: Double { options.quick ? 4.5 : 30 }

  /// A plan, and where its loads come from.
  ///
  /// - Throws: What keeps the workload from starting.
  func plan(
    _ entry: CellList.Entry, rung: Rung, toggle: RungToggle
  ) throws(WeighingError) -> (CellPlan, any CellLoadSource) {
    let budget = options.secondsPerCell ?? min(mostSeconds, secondsLeft / Double(cellsLeft))
    let stints = try stints(entry.workload, rung: rung, toggle: toggle, budget: budget)
    let stintSeconds =
      stints.operationNanoseconds / 1e9
      * Double(stints.plan.operationsPerSlice * stints.plan.slicesRun)
    let source = try source(entry.probe, rung: rung, entry.workload)
    let plan = CellPlan(
      probe: entry.probe.name, rung: rung.name, refusedRungs: entry.refused.map(\.documented),
      options: entry.probe.options, workload: entry.workload.name, role: entry.role,
      unit: entry.workload.unit,
      counted: entry.role == .watched ? entry.probe.watched : [entry.workload.principalKind],
      stints: stints.plan,
      blockSeconds: (Double(Calibrator.conditions) * stintSeconds) + toggle.blockSeconds,
      loadSeconds: Self.loadSeconds, budgetSeconds: budget, stopping: stopping,
      controlsInRun: 2 * cells)
    return (plan, source)
  }

  /// Where loads of a cell come from.
  func source(
    _ probe: WeighedProbe, rung: Rung, _ workload: Workload
  ) throws(WeighingError) -> any CellLoadSource {
    try KernelLoadSource(
      KernelCell(probe: probe, rung: rung, workload: workload, directory: options.directory))
  }

  /// Where loads come from whose workload nobody looks at while it works.
  func quietSource(
    _ probe: WeighedProbe, rung: Rung, _ workload: Workload, cpu: Int
  ) throws(WeighingError) -> any CellLoadSource {
    try KernelLoadSource(
      KernelCell(
        probe: probe, rung: rung, workload: workload, directory: options.directory, cpu: cpu,
        isLeftAlone: true))
  }

  private var stopping: StoppingRule {
    StoppingRule(looks: options.quick ? [4] : [8, 12, 16, 24], fractionOfEffect: 0.03)
  }

  private func stints(
    _ workload: Workload, rung: Rung, toggle: RungToggle, budget: Double
  ) throws(WeighingError) -> (plan: StintPlan, operationNanoseconds: Double) {
    let trial = try RunningWorkload(workload, directory: options.directory)
    let floor = Floor(under: rung)
    let heaviest: LoadedCondition
    do throws(BPFError) {
      heaviest = LoadedCondition(.floor, try floor.load(floor.ladder[0]))
    } catch { throw .kernel(error) }
    let length = try Calibrator.plannedNanoseconds(of: trial, heaviest: [heaviest])
    let plan = calibrator.stints(
      operationNanoseconds: length, toggleSeconds: toggle.blockSeconds, budgetSeconds: budget)
    return (plan, length)
  }

  /// The pass over pauses that follows a cell of events that a forecast can count; a quick run has no time for it.
  func pausePass(
    _ entry: CellList.Entry, _ cell: Cell, environment: WeighingEnvironment
  ) -> PausePass? {
    guard !options.quick, entry.role == .watched, cell.verdict == .measured,
      let events = CountedEvents(of: entry.probe.name)
    else { return nil }
    return PausePass(
      environment: environment, loads: options.forForecasts ? 8 : 3,
      readerNanoseconds: cell.reader?.cpuNanosecondsPerEvent?.estimate ?? 0,
      countsEnds: options.forForecasts && events.endApart
        && Affinity.harnessCPU != Affinity.workloadCPU)
  }

  /// The pass with the kernel's statistics that follows a cell: about a tenth of the cell's time.
  func insidePass(_ plan: CellPlan, environment: WeighingEnvironment) -> InsidePass {
    let loads = 3
    let seconds = plan.budgetSeconds / 10 / Double(loads)
    return InsidePass(
      plan: plan.stints, environment: environment, counted: plan.counted, loads: loads,
      blocks: min(max(Int((seconds - plan.loadSeconds) / plan.blockSeconds), 2), 10))
  }
}
