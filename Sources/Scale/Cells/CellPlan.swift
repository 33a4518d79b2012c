// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// The plan of one cell: what to weigh, and for how long.
package struct CellPlan: Sendable {
  package var probe: String
  package var rung: String
  var refusedRungs: [RungRefusal]
  var options: [String: String]
  package var workload: String
  package var role: Cell.Role
  /// The name of one operation, for example `open`.
  var unit: String
  /// The events that the cost is divided by: those that the probe has to report, or a bystander's
  /// own operations.
  package var counted: [EventKind]
  package var stints: StintPlan
  /// Expected seconds of one block, toggling included.
  package var blockSeconds: Double
  /// Expected seconds that a load takes before its first block.
  package var loadSeconds: Double
  /// Seconds after which the cell stops.
  package var budgetSeconds: Double
  var stopping: StoppingRule
  /// The controls of all cells of the run, which share one chance of a false alarm.
  var controlsInRun: Int

  /// Seconds to load the programs and start a workload, about.
  static let loadSeconds = 0.12

  /// Blocks in each load, 2 to 40: as many as let the most loads fit into the time, or, where
  /// toggling is slow, the fewest loads for a verdict.
  package var blocksPerLoad: Int {
    let most = blocks(inLoads: stopping.looks.last ?? 8)
    let count = most >= 10 ? most : blocks(inLoads: stopping.looks.first ?? 8)
    return min(max(count, 2), 40)
  }

  private func blocks(inLoads loads: Int) -> Int {
    Int(((budgetSeconds / Double(loads)) - loadSeconds) / blockSeconds)
  }
}
