// SPDX-License-Identifier: Apache-2.0

import Budgeting
import Calibration
import Probes
import Results

/// The costs of hooks: weighed on this machine, else those of results/ when this was built.
struct KnownDispatchCosts {
  /// The first of a probe and rung counts.
  var weighed: [KnownCosts.Weighed]

  init(weighed: [KnownCosts.Weighed]) { self.weighed = weighed }

  /// The costs that the cache holds of a probe on this machine, then those of this build.
  init(ofProbe name: String, cache: String) throws(ResultsError) {
    let own = try MachineCalibration(cache: cache).prices(ofProbe: name)
    weighed = own.compactMap { KnownCosts.Weighed($0) } + KnownCosts.weighed
  }

  /// The cost of a probe's hooks on a rung; `nil` where nothing is known. Where the probe was not
  /// weighed there, or its cost could not be told from nothing, it is that of the probe whose cost
  /// on the rung is known best, once for each run.
  func cost(of probe: String, on rung: Rung) -> DispatchCost? {
    let known = weighed.filter { $0.rung == rung.costsLike && $0.halfWidth < $0.dispatch }
    if let own = known.first(where: { $0.probe == probe }) {
      return DispatchCost(nanoseconds: own.dispatch, clock: own.clock ?? 0)
    }
    let runs = Double(rung.runsPerEvent)
    return known.min { $0.halfWidth < $1.halfWidth }.map {
      DispatchCost(nanoseconds: $0.dispatch * runs, clock: ($0.clock ?? 0) * runs)
    }
  }
}
