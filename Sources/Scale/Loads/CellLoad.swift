// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// One load of a cell, the unit of replication: programs freshly loaded, a workload freshly
/// started.
package protocol CellLoad: AnyObject {
  /// The conditions of each block; the first two are `off` and `off again`.
  var conditions: [any Attachable] { get }
  /// The workload that runs in every stint.
  var workload: any OperationSource { get }
  /// Ends the load: drains the reader and returns what the probe reported.
  func finish() throws(WeighingError) -> LoadFindings
}

extension CellLoad {
  /// Finds a condition; `nil` where the load has none of that name.
  package func condition(_ condition: Condition) -> (any Attachable)? {
    conditions.first { $0.condition == condition }
  }
}

/// Makes the loads of a cell.
package protocol CellLoadSource: AnyObject {
  /// Loads the programs and starts the workload anew.
  func makeLoad(_ number: Int, random: inout RandomSource) throws(WeighingError) -> any CellLoad
}
