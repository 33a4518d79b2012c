// SPDX-License-Identifier: Apache-2.0

import Workloads

/// Runs operations on command and times them: a workload's process, or a scripted one.
package protocol OperationSource: AnyObject {
  /// Runs slices of so many operations each, with a pause before each slice.
  func run(
    slices: Int, operations: Int, pause: Duration
  ) throws(WeighingError) -> [Workloads.Slice]
}

extension OperationSource {
  /// Runs slices of so many operations each, one right after the other.
  package func run(slices: Int, operations: Int) throws(WeighingError) -> [Workloads.Slice] {
    try run(slices: slices, operations: operations, pause: .zero)
  }
}
