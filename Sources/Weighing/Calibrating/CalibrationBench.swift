// SPDX-License-Identifier: Apache-2.0

import Probes
import Results
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
  ///   - heaviest: What makes the operation longest. Calling a function takes a nanosecond, and a thousand
  ///     with a program at it: a slice must not last a second then.
  /// - Returns: The plan.
  /// - Throws: What keeps the workload from running or the programs from being attached.
  func stints(
    on workload: any OperationSource, toggleSeconds: Double, budgetSeconds: Double,
    lightest: [LoadedCondition] = [], heaviest: [LoadedCondition] = []
  ) throws(WeighingError) -> StintPlan {
    var length = try operationNanoseconds(of: workload, under: lightest)
    if !heaviest.isEmpty {
      length = max(length, try operationNanoseconds(of: workload, under: heaviest) / 3)
    }
    return calibrator.stints(
      operationNanoseconds: length, toggleSeconds: toggleSeconds, budgetSeconds: budgetSeconds)
  }

  /// The length of an operation while some programs are attached, in nanoseconds.
  private func operationNanoseconds(
    of workload: any OperationSource, under conditions: [LoadedCondition]
  ) throws(WeighingError) -> Double {
    defer { for condition in conditions { condition.detach() } }
    for condition in conditions { try condition.attach() }
    return try Calibrator.operationNanoseconds(of: workload)
  }
}
