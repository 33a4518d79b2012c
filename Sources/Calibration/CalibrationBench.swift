// SPDX-License-Identifier: Apache-2.0

import Results
import Scale
import Statistics
import Workloads

/// The clock, the machine's noise and the workloads for every step of a calibration.
struct CalibrationBench {
  let environment: WeighingEnvironment
  let calibrator: Calibrator
  /// The folder for the workloads' files.
  let directory: String
  /// Loads in a comparison.
  let loads: Int

  /// Starts a workload.
  func start(_ workload: Workload) throws(WeighingError) -> RunningWorkload {
    try RunningWorkload(workload, directory: directory)
  }

  /// Plans the stints of a comparison.
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
