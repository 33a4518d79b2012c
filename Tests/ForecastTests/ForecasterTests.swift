// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Testing

@testable import Forecast

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
      .forecast(
        parts, pauses: Array(repeating: 0, count: 16), seconds: seconds, into: &forecast)
    return forecast
  }

  private static func part(_ pid: UInt32, events: UInt64, calls: UInt64) -> Forecaster.Part {
    Forecaster.Part(pid: pid, machinePID: pid, comm: "p\(pid)", events: events, calls: calls)
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

  @Test func `nobody pays less than nothing, however uncertain the price is`() throws {
    var vague = Self.price
    vague.event = Interval(estimate: 100, low: -200, high: 400)
    vague.reader = Interval(estimate: 1, low: -9, high: 11)
    var forecast = ProbeForecast(probe: "opensnoop")
    Forecaster(price: vague, isPaidByEveryCall: false, callsPerEvent: 2).forecast(
      [[Self.part(7, events: 10, calls: 0)]], pauses: Array(repeating: 0, count: 16), seconds: 1,
      into: &forecast)
    let intervals = [forecast.processesCost, forecast.readerCost, forecast.processes.first?.cost]
    #expect(intervals.map { $0?.low } == [0, 0, 0])
    #expect(intervals.map { $0?.estimate } == [1000, 10, 1000])
    try #expect(#require(forecast.cost).low >= 0)
  }

  @Test func `rates that differ between the parts widen the interval`() throws {
    let parts = [900, 1000, 1100].map { [Self.part(7, events: $0, calls: 0)] }
    let events = try #require(Self.forecast(parts).events)
    #expect(events.estimate == 1000)
    // Standard error 57.7, Student's t with 2 degrees of freedom 4.303.
    #expect(abs(events.margin - 248.4) < 0.1)
    let cost = try #require(Self.forecast(parts).processesCost)
    let expected = ((100 * 1000.0) * (100 * 1000.0) + (248.4 * 800) * (248.4 * 800)).squareRoot()
    #expect(abs(cost.margin - expected) < 100)
  }

  @Test func `nothing that happens costs nothing`() {
    let forecast = Self.forecast([[], []])
    #expect(forecast.cost == Self.exactly(0))
    #expect(forecast.processes.isEmpty)
  }

  // MARK: Pauses

  /// What an event costs more after a millisecond or two, and after longer; a look costs 10,000 ns,
  /// and 4,000 ns where it finds nothing.
  private static let rareCosts = PauseCosts(
    programs: ProgramCosts(
      busy: exactly(700), idle: exactly(700), apart: 3e-6,
      pauses: [
        .init(seconds: 0.001, added: exactly(1000)), .init(seconds: 0.1, added: exactly(3000)),
      ]),
    looks: .init(
      perSecond: 20, full: exactly(10_000), empty: exactly(4000), event: exactly(100)))

  private static func rare(
    _ parts: [[Forecaster.Part]], pauses: [Int: UInt64], looks: Bool = true
  ) -> ProbeForecast {
    var costs = rareCosts
    if !looks { costs.looks = nil }
    var forecast = ProbeForecast(probe: "opensnoop")
    let price = ProbePrice(
      probe: "opensnoop", rung: "tracepoint", event: exactly(800), reader: exactly(100),
      afterPauses: costs, source: .results(place: "there"))
    Forecaster(price: price, isPaidByEveryCall: false, callsPerEvent: 2)
      .forecast(
        parts, pauses: (0..<16).map { pauses[$0] ?? 0 }, seconds: 1, into: &forecast)
    return forecast
  }

  @Test func `events after a long pause cost more, in the process that causes them`() throws {
    let busy = Self.part(7, events: 990, calls: 0)
    var rare = Self.part(8, events: 10, calls: 0)
    rare.rested = 10
    let forecast = Self.rare([[busy, rare]], pauses: [0: 990, 15: 10], looks: false)
    #expect(forecast.rested == 10)
    #expect(forecast.restedPrice == Self.exactly(3000))
    #expect(forecast.processesCost?.estimate == 830_000)
    #expect(forecast.processes.map(\.pid) == [7, 8])
    #expect(forecast.processes.map(\.cost.estimate) == [792_000, 38_000])
  }

  @Test func `a pause of less than a millisecond adds its part to the whole`() {
    // The class that ends at 131 us: 93 us, two fifths of the way from 20 us to 1 ms by the
    // logarithm.
    let forecast = Self.rare(
      [[Self.part(7, events: 100, calls: 0)]], pauses: [4: 100], looks: false)
    let cost = forecast.processesCost?.estimate ?? 0
    #expect(abs(cost - (80_000 + (100 * 392))) < 200)
    #expect(forecast.restedPrice == nil)
  }

  @Test func `a reader that finds nothing costs its looks`() {
    let forecast = Self.rare([[]], pauses: [:])
    #expect(forecast.readerCost?.estimate == 80_000)
    #expect(forecast.processesCost?.estimate == 0)
  }

  @Test func `a reader with much to read finds something at every look`() {
    let forecast = Self.rare([[Self.part(7, events: 5000, calls: 0)]], pauses: [0: 5000])
    #expect(abs((forecast.readerCost?.estimate ?? 0) - 700_000) < 1)
  }
}
