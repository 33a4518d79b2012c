// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// One load of a cell: programs freshly loaded and a workload freshly started, the unit of replication.
package protocol CellLoad: AnyObject {
  /// The conditions of each block; the first two are `off` and `off again`.
  var conditions: [any Attachable] { get }
  /// The workload that runs in every stint.
  var workload: any OperationSource { get }
  /// Ends the load: waits for what is on its way to the reader and says what the probe reported.
  func finish() throws(WeighingError) -> LoadFindings
}

extension CellLoad {
  /// One of its conditions; `nil` where it has none of that name.
  package func condition(_ condition: Condition) -> (any Attachable)? {
    conditions.first { $0.condition == condition }
  }
}

/// Makes the loads of a cell.
package protocol CellLoadSource: AnyObject {
  /// Loads the programs and starts the workload anew.
  ///
  /// - Parameters:
  ///   - number: Counts the cell's loads from 0.
  ///   - random: The load's own randomness, for the layout of the workload's memory.
  /// - Returns: The load, with nothing attached.
  /// - Throws: What keeps the programs from being loaded or the workload from starting.
  func makeLoad(_ number: Int, random: inout RandomSource) throws(WeighingError) -> any CellLoad
}
