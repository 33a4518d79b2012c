// SPDX-License-Identifier: Apache-2.0

import Probes
import Results
import Weighing

/// What getting to a probe's programs costs, which no counter of the kernel's tells.
struct HookCost: Hashable {
  /// Nanoseconds an event.
  var dispatch: Double
  /// What the kernel's statistics add to the time in the programs by reading the clock, in nanoseconds an
  /// event; 0 where it is not known.
  var clock: Double
}

/// Where the costs of hooks come from.
protocol HookCosts {
  /// The cost of a probe's hooks on a rung; `nil` where nothing is known.
  func cost(of probe: String, on rung: Rung) -> HookCost?
}

/// The costs that were weighed: of this machine where it was weighed here, else those that results/ held when
/// this was built.
struct WeighedHookCosts: HookCosts {
  /// The first of a probe and rung counts.
  var weighed: [KnownCosts.Weighed]

  init(weighed: [KnownCosts.Weighed] = KnownCosts.weighed) {
    self.weighed = weighed
  }

  /// With what the cache holds of a probe on this machine.
  ///
  /// - Throws: What is wrong with the file.
  init(ofProbe name: String, cache: String) throws(ResultsError) {
    let own = try MachineCalibration(cache: cache).prices(ofProbe: name)
    weighed = own.compactMap { KnownCosts.Weighed($0) } + KnownCosts.weighed
  }

  /// The probe's own on that rung; where it was not weighed, or its cost could not be told from nothing,
  /// that of the probe whose cost on the same rung is known best, once for each run.
  func cost(of probe: String, on rung: Rung) -> HookCost? {
    let known = weighed.filter { $0.rung == rung.costsLike && $0.halfWidth < $0.dispatch }
    if let own = known.first(where: { $0.probe == probe }) {
      return HookCost(dispatch: own.dispatch, clock: own.clock ?? 0)
    }
    let runs = Double(rung.runsPerEvent)
    return known.min { $0.halfWidth < $1.halfWidth }.map {
      HookCost(dispatch: $0.dispatch * runs, clock: ($0.clock ?? 0) * runs)
    }
  }
}
