// SPDX-License-Identifier: Apache-2.0

import Workloads

/// Something that runs operations on command and times them: a workload's process, or a scripted one.
package protocol OperationSource: AnyObject {
  /// Runs so many slices of so many operations each, and sleeps so long before each slice.
  func run(
    slices: Int, operations: Int, pause: Duration
  ) throws(WorkloadError) -> [Workloads.Slice]
}

extension OperationSource {
  /// Runs so many slices of so many operations each, one right after the other.
  package func run(slices: Int, operations: Int) throws(WorkloadError) -> [Workloads.Slice] {
    try run(slices: slices, operations: operations, pause: .zero)
  }
}
