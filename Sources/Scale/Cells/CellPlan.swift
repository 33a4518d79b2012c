// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// What is to be weighed in one cell, and for how long.
package struct CellPlan: Sendable {
  package var probe: String
  package var rung: String
  var refusedRungs: [RungRefusal]
  var options: [String: String]
  package var workload: String
  package var role: Cell.Role
  /// What one operation is, for example `open`.
  var unit: String
  /// The events that the cost is divided by: those that the probe has to report, or of a bystander its
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

  /// Seconds that loading programs and starting a workload take here, about.
  static let loadSeconds = 0.12

  /// Blocks in each load: as many as let the most loads fit into the time, 2 to 40.
  ///
  /// Where toggling is slow, the fewest loads that a verdict may rest on have to fit instead.
  package var blocksPerLoad: Int {
    let most = blocks(inLoads: stopping.looks.last ?? 8)
    let count = most >= 10 ? most : blocks(inLoads: stopping.looks.first ?? 8)
    return min(max(count, 2), 40)
  }

  private func blocks(inLoads loads: Int) -> Int {
    Int(((budgetSeconds / Double(loads)) - loadSeconds) / blockSeconds)
  }
}
