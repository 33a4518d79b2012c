// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Testing

@testable import Forecast

@Suite struct PauseLoadsTests {
  private static func load(
    busy: Double, added: Double, empty: Double?
  ) -> PauseCosts {
    func exactly(_ value: Double) -> Interval {
      Interval(estimate: value, low: value, high: value)
    }
    return PauseCosts(
      programs: ProgramCosts(
        busy: exactly(busy), idle: exactly(2 * busy), apart: busy / 1e7,
        pauses: [.init(seconds: 0.001, added: exactly(added))]),
      looks: empty.map {
        .init(
          perSecond: 20, full: exactly(2 * $0), empty: exactly($0), event: exactly($0 / 10))
      })
  }

  @Test func `several loads cost their mean, and differ as far as the interval is wide`() throws {
    let costs = try #require(
      PauseCosts(loads: [
        Self.load(busy: 300, added: 1000, empty: 50), Self.load(busy: 400, added: 2000, empty: 60),
        Self.load(busy: 500, added: 3000, empty: 70),
      ]))
    #expect(costs.programs.busy.estimate == 400)
    // The 97.5th percentile of Student's t with two degrees of freedom is 4.303.
    #expect(abs(costs.programs.busy.halfWidth - (4.303 * 100 / 3.0.squareRoot())) < 0.1)
    #expect(costs.programs.idle.estimate == 800)
    #expect(abs(costs.programs.apart - 40e-6) < 1e-12)
    #expect(costs.programs.pauses.map(\.seconds) == [0.001])
    #expect(costs.programs.pauses[0].added.estimate == 2000)
    #expect(costs.looks?.empty.estimate == 60)
    #expect(costs.looks?.full.estimate == 120)
    #expect(costs.looks?.event.estimate == 6)
    #expect(costs.looks?.perSecond == 20)
  }

  @Test func `a single load costs what it cost, and no load nothing`() throws {
    let one = Self.load(busy: 300, added: 1000, empty: nil)
    #expect(PauseCosts(loads: [one]) == one)
    #expect(PauseCosts(loads: []) == nil)
  }
}
