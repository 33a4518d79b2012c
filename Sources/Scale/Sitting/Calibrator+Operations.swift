// SPDX-License-Identifier: Apache-2.0

import Statistics
import Workloads

extension Calibrator {
  /// How many times longer than planned an operation with programs attached may take.
  private static let mostStretched = 3.0

  /// Measures the length of an operation by the wall clock, in nanoseconds: the median of a few
  /// slices, after some to warm up.
  package static func operationNanoseconds(
    of workload: any OperationSource
  ) throws(WeighingError) -> Double {
    // Ten operations at a time, as a workload may take turns of ten.
    var operations = 10
    while true {
      let slices = try workload.run(slices: 5, operations: operations)
      let wall = median(slices.map { Double($0.wallNanoseconds) }) ?? 0
      if wall >= sliceNanoseconds || operations >= 1_000_000 {
        return max(wall / Double(operations), 0.1)
      }
      operations *= 4
    }
  }

  /// Measures the length of an operation to plan slices for, in nanoseconds.
  ///
  /// - Parameters:
  ///   - workload: Runs for a moment.
  ///   - lightest: The conditions under which an operation is shortest.
  ///   - heaviest: The conditions under which it is longest. Calling a function takes a nanosecond,
  ///     and a thousand with a uprobe: a slice must not last a second then.
  /// - Returns: The shortest, or a third of the longest where that is more.
  /// - Throws: The reason why the workload does not run or a program is refused.
  package static func plannedNanoseconds(
    of workload: any OperationSource, lightest: [SubjectCondition] = [],
    heaviest: [SubjectCondition]
  ) throws(WeighingError) -> Double {
    let shortest = try operationNanoseconds(of: workload, under: lightest[...])
    guard !heaviest.isEmpty else { return shortest }
    let longest = try operationNanoseconds(of: workload, under: heaviest[...])
    return max(shortest, longest / mostStretched)
  }

  private static func operationNanoseconds(
    of workload: any OperationSource, under conditions: ArraySlice<SubjectCondition>
  ) throws(WeighingError) -> Double {
    guard let first = conditions.first else { return try operationNanoseconds(of: workload) }
    return try first.whileAttached { () throws(WeighingError) in
      try operationNanoseconds(of: workload, under: conditions.dropFirst())
    }
  }
}
