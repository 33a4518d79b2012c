// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// What is to be weighed in one cell, and for how long.
struct CellPlan: Sendable {
  var probe: String
  var rung: String
  var refusedRungs: [RungRefusal]
  var options: [String: String]
  var workload: String
  var role: Cell.Role
  /// What one operation is, for example `open`.
  var unit: String
  /// The events that the cost is divided by: those that the probe has to report, or of a bystander its
  /// own operations.
  var counted: [EventKind]
  var stints: StintPlan
  /// Expected seconds of one block, toggling included.
  var blockSeconds: Double
  /// Expected seconds that a load takes before its first block.
  var loadSeconds: Double
  /// Seconds after which the cell stops.
  var budgetSeconds: Double
  var stopping: StoppingRule
  /// The controls of all cells of the run, which share one chance of a false alarm.
  var controlsInRun: Int

  /// Blocks in each load: as many as let the most loads fit into the time, 2 to 40.
  ///
  /// Where toggling is slow, the fewest loads that a verdict may rest on have to fit instead.
  var blocksPerLoad: Int {
    let most = blocks(inLoads: stopping.looks.last ?? 8)
    let count = most >= 10 ? most : blocks(inLoads: stopping.looks.first ?? 8)
    return min(max(count, 2), 40)
  }

  private func blocks(inLoads loads: Int) -> Int {
    Int(((budgetSeconds / Double(loads)) - loadSeconds) / blockSeconds)
  }
}
