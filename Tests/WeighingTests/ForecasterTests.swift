// SPDX-License-Identifier: Apache-2.0

import Results
import Testing

@testable import Weighing

@Suite struct ForecasterTests {
  private static func exactly(_ value: Double) -> Interval {
    Interval(estimate: value, low: value, high: value)
  }

  private static let price = ProbePrice(
    probe: "opensnoop", rung: "tracepoint", event: Interval(estimate: 800, low: 700, high: 900),
    other: exactly(50), reader: exactly(100), source: .results(place: "there"))

  private static func forecast(
    _ parts: [[Forecaster.Part]], isPaidByEveryCall: Bool = true, seconds: Double = 1
  ) -> ProbeForecast {
    var forecast = ProbeForecast(probe: "opensnoop")
    Forecaster(price: price, isPaidByEveryCall: isPaidByEveryCall, callsPerEvent: 2)
      .forecast(parts, seconds: seconds, into: &forecast)
    return forecast
  }

  private static func part(_ pid: UInt32, events: UInt64, calls: UInt64) -> Forecaster.Part {
    Forecaster.Part(pid: pid, comm: "p\(pid)", events: events, calls: calls)
  }

  @Test func `a rate times a price is the cost, in the process and in the reader`() {
    let part = Self.part(7, events: 1000, calls: 2000)
    let forecast = Self.forecast([[part], [part]])
    #expect(forecast.events == Self.exactly(1000))
    #expect(forecast.processesCost?.estimate == 800_000)
    #expect(forecast.processesCost?.low == 700_000)
    #expect(forecast.readerCost?.estimate == 100_000)
    #expect(forecast.cost?.estimate == 900_000)
    #expect(forecast.cost?.high == 1_000_000)
  }

  @Test
  func
    `calls that are no events pay for a hook on every call, beyond those that come with an event`()
  {
    let bystander = Self.part(8, events: 0, calls: 500)
    let both = Self.part(7, events: 10, calls: 120)
    let forecast = Self.forecast([[bystander, both]], seconds: 0.5)
    #expect(forecast.others == Self.exactly(1200))
    #expect(forecast.processes.map(\.pid) == [8, 7])
    #expect(forecast.processes.map(\.others) == [1000, 200])
    #expect(forecast.processes.map(\.cost.estimate) == [50_000, 26_000])
    let unpaid = Self.forecast([[bystander, both]], isPaidByEveryCall: false)
    #expect(unpaid.others == nil)
    #expect(unpaid.processes.map(\.pid) == [7])
  }

  @Test func `rates that differ between the parts widen the interval`() throws {
    let parts = [900, 1000, 1100].map { [Self.part(7, events: $0, calls: 0)] }
    let events = try #require(Self.forecast(parts).events)
    #expect(events.estimate == 1000)
    // Standard error 57.7, Student's t with 2 degrees of freedom 4.303.
    #expect(abs(events.halfWidth - 248.4) < 0.1)
    let cost = try #require(Self.forecast(parts).processesCost)
    let expected = ((100 * 1000.0) * (100 * 1000.0) + (248.4 * 800) * (248.4 * 800)).squareRoot()
    #expect(abs(cost.halfWidth - expected) < 100)
  }

  @Test func `nothing that happens costs nothing`() {
    let forecast = Self.forecast([[], []])
    #expect(forecast.cost == Self.exactly(0))
    #expect(forecast.processes.isEmpty)
  }
}
