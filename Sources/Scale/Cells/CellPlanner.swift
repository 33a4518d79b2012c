// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// Lays out a cell: how its operations are cut up, and how much of the run's time it may take.
package struct CellPlanner {
  let options: MeasureOptions
  let calibrator: Calibrator
  /// Cells in the run.
  let cells: Int
  /// Seconds of the run's time that are left.
  let secondsLeft: Double
  /// Cells that are not weighed yet, this one included.
  let cellsLeft: Int

  /// A planner for the next of a run's cells.
  package init(
    options: MeasureOptions, calibrator: Calibrator, cells: Int, secondsLeft: Double,
    cellsLeft: Int
  ) {
    self.options = options
    self.calibrator = calibrator
    self.cells = cells
    self.secondsLeft = secondsLeft
    self.cellsLeft = cellsLeft
  }

  /// The most seconds that a cell takes by itself.
  private var mostSeconds: Double { options.quick ? 4.5 : 30 }

  /// Plans a cell.
  ///
  /// - Throws: What keeps the workload from starting or the floor from being attached.
  package func plan(
    _ entry: CellList.Entry, _ way: Way, _ toggle: WayToggle
  ) throws(WeighingError) -> CellPlan {
    let budget = options.secondsPerCell ?? min(mostSeconds, secondsLeft / Double(cellsLeft))
    let workload = try RunningWorkload(entry.workload, directory: options.directory)
    let floor = SubjectCondition(.floor, try PreparedPrograms(emptyAt: way.hooks))
    let operation = try Calibrator.plannedNanoseconds(of: workload, heaviest: [floor])
    let stints = calibrator.stints(
      operationNanoseconds: operation, toggleSeconds: toggle.blockSeconds, budgetSeconds: budget)
    let stintSeconds =
      operation / 1e9 * Double(stints.operationsPerSlice * stints.slicesRun)
    return entry.plan(
      way, stints: stints,
      blockSeconds: (Double(Calibrator.conditions) * stintSeconds) + toggle.blockSeconds,
      budgetSeconds: budget, stopping: stopping, controlsInRun: 2 * cells)
  }

  /// Makes the loads of a cell, as its witness or a quiet CPU wants them.
  ///
  /// - Throws: What keeps the reader's file from being made.
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
