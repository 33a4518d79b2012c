// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// Plans a cell: the division of its operations, and its share of the run's time.
package struct CellPlanner {
  let options: MeasureOptions
  let calibrator: Calibrator
  /// The number of cells in the run.
  let cells: Int
  /// The rest of the run's time in seconds.
  let secondsLeft: Double
  /// Cells that are not weighed yet, this one included.
  let cellsLeft: Int

  /// Makes a planner for the next cell of a run.
  package init(
    options: MeasureOptions, calibrator: Calibrator, cells: Int, secondsLeft: Double, cellsLeft: Int
  ) {
    self.options = options
    self.calibrator = calibrator
    self.cells = cells
    self.secondsLeft = secondsLeft
    self.cellsLeft = cellsLeft
  }

  /// Seconds of a cell that nothing else limits.
  private var mostSeconds: Double { options.quick ? 4.5 : 30 }

  /// Plans a cell.
  package func plan(
    _ entry: CellList.Entry, _ way: Way, _ toggle: WayToggle
  ) throws(WeighingError) -> CellPlan {
    let budget = options.secondsPerCell ?? min(mostSeconds, secondsLeft / Double(cellsLeft))
    let workload = try RunningWorkload(entry.workload, directory: options.directory)
    let floor = SubjectCondition(.floor, try PreparedPrograms(emptyAt: way.hooks))
    let operation = try Calibrator.plannedNanoseconds(of: workload, heaviest: [floor])
    let stints = calibrator.stints(
      operationNanoseconds: operation, toggleSeconds: toggle.blockSeconds, budgetSeconds: budget)
    let stintSeconds = operation / 1e9 * Double(stints.operationsPerSlice * stints.slicesRun)
    return entry.plan(
      way, stints: stints,
      blockSeconds: (Double(Calibrator.conditions) * stintSeconds) + toggle.blockSeconds,
      budgetSeconds: budget, stopping: stopping, controlsInRun: 2 * cells)
  }

  /// Makes the source of a cell's loads, with or without a witness of the reports.
  package func source(
    _ entry: CellList.Entry, _ way: Way, isWitnessed: Bool = true
  ) throws(WeighingError) -> any CellLoadSource {
    try KernelLoadSource(
      KernelCell(
        subject: entry.subject, way: way, workload: entry.workload, directory: options.directory,
        isWitnessed: isWitnessed))
  }

  private var stopping: StoppingRule {
    StoppingRule(looks: options.quick ? [4] : [8, 12, 16, 24], fractionOfEffect: 0.03)
  }
}
