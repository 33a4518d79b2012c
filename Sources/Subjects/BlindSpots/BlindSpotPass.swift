// SPDX-License-Identifier: Apache-2.0

import Results
import Scale
import Statistics

/// Searches for blind spots, once a run, where a cell's probe missed events.
package final class BlindSpotPass: CellPass {
  private var found: [BlindSpot]?

  package init() {}

  package func run(
    on cell: inout Cell, _ context: CellContext, random: inout RandomSource
  ) throws(WeighingError) {
    guard let fidelity = cell.fidelity, fidelity.verdict != .exact else { return }
    var spots = found
    if spots == nil { spots = try BlindSpotSearch(environment: context.environment).run() }
    found = spots
    cell.fidelity?.blindSpots = spots?.isEmpty == true ? nil : spots
  }
}
