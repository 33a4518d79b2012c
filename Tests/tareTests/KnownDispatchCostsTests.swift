// SPDX-License-Identifier: Apache-2.0

import Budgeting
import Probes
import Testing

@testable import tare

@Suite struct KnownDispatchCostsTests {
  private let known = [
    KnownCosts.Weighed(
      probe: "one", rung: "tp_btf", dispatch: 130, halfWidth: 11, clock: 70),
    KnownCosts.Weighed(
      probe: "two", rung: "tp_btf", dispatch: 900, halfWidth: 1700, clock: nil),
    KnownCosts.Weighed(
      probe: "three", rung: "tp_btf", dispatch: 400, halfWidth: 90, clock: 140),
  ]

  @Test func `a hook's cost is the probe's own, else the best known of the rung, for each run`() {
    let costs = KnownDispatchCosts(weighed: known)
    let pair = Rung("tp_btf", [], runsPerEvent: 2)
    #expect(costs.cost(of: "three", on: pair) == DispatchCost(nanoseconds: 400, clock: 140))
    #expect(costs.cost(of: "two", on: pair) == DispatchCost(nanoseconds: 260, clock: 140))
    let mine = KnownCosts.Weighed(
      probe: "one", rung: "tp_btf", dispatch: 50, halfWidth: 1, clock: nil)
    #expect(
      KnownDispatchCosts(weighed: [mine] + known).cost(of: "one", on: pair)
        == DispatchCost(nanoseconds: 50, clock: 0))
    #expect(
      costs.cost(of: "four", on: Rung("tp_btf", [])) == DispatchCost(nanoseconds: 130, clock: 70))
    #expect(costs.cost(of: "one", on: Rung("uprobe", [])) == nil)
  }
}
