// SPDX-License-Identifier: Apache-2.0

import Statistics
import Testing

@testable import Results

@Suite struct PauseCostsTests {
  private static func exactly(_ value: Double) -> Interval {
    Interval(estimate: value, low: value, high: value)
  }

  private static func costs(_ time: Double, crossed: Double?) -> PauseCosts {
    func programs(_ time: Double) -> ProgramCosts {
      ProgramCosts(
        busy: exactly(time), idle: exactly(2 * time), apart: 3e-6,
        pauses: [.init(seconds: 0.001, added: exactly(3 * time))])
    }
    var costs = PauseCosts(programs: programs(time), looks: nil)
    costs.census = programs(time / 10)
    costs.crossed = crossed
    return costs
  }

  @Test(arguments: [(0.0, 200.0), (0.25, 250), (1, 400), (2, 400)])
  func `between events that end where they began and those that do not the share decides`(
    crossed: Double, expected: Double
  ) {
    let between = Self.costs(200, crossed: 0)
      .towards(Self.costs(400, crossed: 1), crossed: crossed)
    #expect(between.programs.busy.estimate == expected)
    #expect(between.programs.idle.estimate == 2 * expected)
    #expect(between.programs.pauses[0].added.estimate == 3 * expected)
    #expect(abs((between.census?.busy.estimate ?? 0) - (expected / 10)) < 1e-9)
  }

  @Test func `shares that hardly differ, or that nobody looked at, change nothing`() {
    let here = Self.costs(200, crossed: 0.5)
    #expect(here.towards(Self.costs(400, crossed: 0.6), crossed: 1) == here)
    #expect(here.towards(Self.costs(400, crossed: nil), crossed: 1) == here)
  }

  // MARK: The price that serves a forecast

  private static func price(_ event: Interval, reader: Interval? = nil) -> ProbePrice {
    var costs = PauseCosts(
      programs: ProgramCosts(
        busy: Interval(estimate: 150, low: 140, high: 160),
        idle: Interval(estimate: 350, low: 330, high: 370), apart: 3e-6,
        pauses: [.init(seconds: 0.001, added: exactly(300))]),
      looks: reader.map { _ in
        .init(
          perSecond: 20, full: exactly(10_000), empty: exactly(4000), event: exactly(300))
      })
    costs.crossed = 1
    costs.census = ProgramCosts(
      busy: exactly(20), idle: exactly(30), apart: 3e-6,
      pauses: [.init(seconds: 0.001, added: exactly(100))])
    return ProbePrice(
      probe: "biolatency", rung: "tp_btf", event: event,
      dispatch: Interval(estimate: 320, low: -22, high: 661), reader: reader, afterPauses: costs,
      afterPausesElsewhere: Self.costs(50, crossed: 0), source: .results(place: "there"))
  }

  private static let wide = price(Interval(estimate: 547, low: 286, high: 808))
  private static let narrow = price(Interval(estimate: 547, low: 500, high: 590))
  private static let hooks = Interval(estimate: 160, low: 156, high: 164)

  @Test(arguments: [(0.0, 310.0), (0.5, 410), (1, 510)])
  func `a price that is lost in the noise is made of the hooks' price and the time inside`(
    idleShare: Double, expected: Double
  ) {
    let settled = Self.wide.settled(hooks: Self.hooks, in: MachineState(idleShare: idleShare))
    #expect(settled.event.estimate == expected)
    #expect(settled.dispatch?.estimate == 160)
    #expect(settled.event.margin < 0.15 * expected)
  }

  @Test func `a price that is known well stays, as does one for which nothing better is known`() {
    let state = MachineState(idleShare: 1)
    #expect(Self.narrow.settled(hooks: Self.hooks, in: state) == Self.narrow)
    #expect(Self.wide.settled(hooks: nil, in: state) == Self.wide)
  }

  @Test func `a price that is known well differs by what the programs take more or less here`() {
    // 50 where an event ends on its own CPU, and 150 where it was weighed.
    let state = MachineState(idleShare: 0, crossed: 0)
    let settled = Self.narrow.settled(hooks: Self.hooks, in: state)
    #expect(settled.event.estimate == 447)
    #expect(settled.event.margin == Self.narrow.event.margin)
    #expect(settled.dispatch == Self.narrow.dispatch)
  }

  @Test func `a reader takes less for an event where nothing goes on beside it`() {
    let price = Self.price(Interval(estimate: 547, low: 500, high: 590), reader: Self.exactly(700))
    for (idleShare, expected) in [(0.0, 700.0), (0.75, 400), (1, 300)] {
      let settled = price.settled(hooks: Self.hooks, in: MachineState(idleShare: idleShare))
      #expect(settled.reader?.estimate == expected)
    }
  }

  @Test func `counting that takes longer than after the same pauses makes the probe dearer`() {
    var state = MachineState(idleShare: 0)
    let pauses = [(seconds: 1e-6, events: 50.0), (seconds: 0.001, events: 50.0)]
    // 20, and 50 more for the half that came after a millisecond.
    state.coldness = Self.wide.coldness(census: 90, pauses: pauses, in: state)
    #expect(state.coldness.estimate == 20)
    // Nothing is warmer than where it was weighed.
    #expect(Self.wide.coldness(census: 60, pauses: pauses, in: state) == .zero)
    // A pause makes the probe 300 dearer and counting 100.
    let settled = Self.wide.settled(hooks: Self.hooks, in: state)
    #expect(settled.event.estimate == 160 + 150 + (3 * 20))
  }
}
