// SPDX-License-Identifier: Apache-2.0

import Results
import Scale
import Statistics
import Workloads

/// What every step of a calibration works with.
struct CalibrationBench {
  let environment: WeighingEnvironment
  let calibrator: Calibrator
  /// Where workloads put their files.
  let directory: String
  /// Loads in a comparison.
  let loads: Int

  /// Starts a workload.
  func start(_ workload: Workload) throws(WeighingError) -> RunningWorkload {
    try RunningWorkload(workload, directory: directory)
  }

  /// How the operations of a workload are cut up where toggling takes so long.
  ///
  /// - Parameters:
  ///   - workload: It is run for a moment.
  ///   - toggleSeconds: In a block.
  ///   - budgetSeconds: For the comparison.
  ///   - lightest: What is in place where an operation is shortest.
  ///   - heaviest: What makes the operation longest.
  /// - Returns: The plan.
  /// - Throws: What keeps the workload from running or the programs from being attached.
  func stints(
    on workload: any OperationSource, toggleSeconds: Double, budgetSeconds: Double,
    lightest: [SubjectCondition] = [], heaviest: [SubjectCondition] = []
  ) throws(WeighingError) -> StintPlan {
    let length = try Calibrator.plannedNanoseconds(
      of: workload, lightest: lightest, heaviest: heaviest)
    return calibrator.stints(
      operationNanoseconds: length, toggleSeconds: toggleSeconds, budgetSeconds: budgetSeconds)
  }
}
