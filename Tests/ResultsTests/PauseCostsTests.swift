// SPDX-License-Identifier: Apache-2.0

import Results
import Testing

@Suite struct PauseCostsTests {
  private static func about(_ value: Double) -> Interval {
    Interval(estimate: value, low: value * 0.9, high: value * 1.1)
  }

  private static let costs = PauseCosts(
    clock: 100, busy: about(250), without: about(450), apart: 3e-6,
    pauses: [
      .init(seconds: 0.0002, added: about(100)), .init(seconds: 0.002, added: about(300)),
      .init(seconds: 0.02, added: about(4000)),
    ], looks: nil)

  @Test func `an event that follows another costs no more, one after a weighed pause as weighed`() {
    #expect(Self.costs.added(after: 10e-6).estimate == 0)
    #expect(Self.costs.added(after: 0.002).estimate == 300)
    #expect(Self.costs.added(after: 0.02) == Self.about(4000))
  }

  @Test func `between two weighed pauses the logarithm of the length decides`() throws {
    // The geometric mean of 2 and 20 ms lies in the middle.
    let between = Self.costs.added(after: 0.002 * 10.0.squareRoot())
    #expect(abs(between.estimate - 2150) < 1e-6)
    #expect(abs(between.low - 1935) < 1e-6)
    // So does that of 20 and 200 us, between nothing and the first.
    #expect(abs(Self.costs.added(after: 20e-6 * 10.0.squareRoot()).estimate - 50) < 1e-6)
  }

  @Test func `what lies between events that follow one another is no pause, however long it is`() {
    var costs = Self.costs
    costs.apart = 100e-6
    #expect(costs.added(after: 90e-6) == .zero)
    // 100 us and 200 us have their middle here.
    #expect(abs(costs.added(after: 100e-6 * 2.0.squareRoot()).estimate - 50) < 1e-6)
    // Longer than a pause that was weighed: that one is none either.
    costs.apart = 500e-6
    #expect(costs.added(after: 400e-6) == .zero)
    #expect(abs(costs.added(after: 1e-3).estimate - 150) < 1e-6)
  }

  @Test(arguments: [0.03, 1, Double.infinity])
  func `beyond the longest pause that was weighed nothing is added`(seconds: Double) {
    #expect(Self.costs.added(after: seconds) == Self.about(4000))
  }

  @Test func `without pauses that were weighed nothing is added`() {
    let costs = PauseCosts(
      clock: 100, busy: Self.about(250), without: Self.about(450), apart: 3e-6, pauses: [],
      looks: nil)
    #expect(costs.added(after: 1).estimate == 0)
  }

  // MARK: The price that serves a forecast

  private static func price(_ event: Interval) -> ProbePrice {
    ProbePrice(
      probe: "biolatency", rung: "tp_btf", event: event,
      dispatch: Interval(estimate: 320, low: -22, high: 661), clock: 150, afterPauses: costs,
      source: .results(place: "there"))
  }

  private static let wide = price(Interval(estimate: 547, low: 286, high: 808))
  private static let hooks = Interval(estimate: 160, low: 156, high: 164)

  @Test(arguments: [(0.0, 310.0), (0.5, 410), (1, 510)])
  func `a price that is lost in the noise is made of the hooks' price and the time inside`(
    idleShare: Double, expected: Double
  ) {
    let settled = Self.wide.settled(hooks: Self.hooks, idleShare: idleShare)
    #expect(settled.event.estimate == expected)
    #expect(settled.dispatch?.estimate == 160)
    #expect(settled.event.halfWidth < 0.15 * expected)
  }

  @Test func `a price that is known well stays, as does one for which nothing better is known`() {
    let narrow = Self.price(Interval(estimate: 547, low: 500, high: 590))
    #expect(narrow.settled(hooks: Self.hooks, idleShare: 1) == narrow)
    #expect(Self.wide.settled(hooks: nil, idleShare: 1) == Self.wide)
  }
}
