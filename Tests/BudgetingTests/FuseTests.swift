// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Budgeting

/// The fuse on scripted readings; times in milliseconds.
@Suite struct FuseTests {
  private static let budget = Budget.processor(0.01)

  /// A probe whose cost, as a multiple of the budget, is a function of time. Readings follow the
  /// pace that the watch keeps.
  private func blow(
    grace: UInt64 = 1000, eventsPerSecond: Double, until end: UInt64 = 10_000,
    load: (UInt64) -> Double
  ) -> Overdraft? {
    let unit: UInt64 = 1_000_000
    var fuse = Fuse(budget: Self.budget, grace: grace * unit)
    var now: UInt64 = 0
    var last: ProbeCost?
    while now < end * unit {
      let window = SamplingPace.next(after: last, now: now, deadline: fuse.deadline)
      let length = Double(window.end - window.begin)
      let loads = stride(from: window.begin, to: window.end, by: Int(unit)).map { load($0 / unit) }
      let mean = loads.reduce(0, +) / Double(loads.count)
      let cost = ProbeCost(
        length: length, events: eventsPerSecond * length / 1e9, programs: mean * 0.01 * length)
      last = cost
      now = window.end
      if let blown = fuse.take(CostReading(begin: window.begin, end: window.end, cost: cost)) {
        return blown
      }
    }
    return nil
  }

  @Test(arguments: [10.0, 1e6])
  func `a cost within budget never blows it`(events: Double) {
    #expect(blow(eventsPerSecond: events) { _ in 1 } == nil)
  }

  @Test(arguments: [(10.0, 50), (1e6, 100)])
  func `it blows within the bound of 100 ms after the grace period`(events: Double, late: UInt64)
    throws
  {
    for onset: UInt64 in [0, 7, 130, 333, 1111] {
      for load in [1.1, 40] {
        let blown = try #require(blow(eventsPerSecond: events) { $0 < onset ? 0.5 : load })
        let due = blown.due / 1_000_000
        #expect(due >= onset + 1000 - late)
        #expect(due <= onset + 1000 + late)
        #expect(blown.since + 1_000_000_000 == blown.due)
        #expect(blown.cost.load(of: Self.budget) > 1)
      }
    }
  }

  @Test(arguments: [10.0, 1e6])
  func `a burst shorter than the grace period does not blow it`(events: Double) {
    #expect(blow(eventsPerSecond: events) { (500..<1200).contains($0) ? 50 : 0.1 } == nil)
  }

  @Test(arguments: [10.0, 1e6])
  func `bursts that come before it has recovered count as one`(events: Double) {
    #expect(blow(eventsPerSecond: events) { $0 % 100 < 60 ? 10 : 0 } != nil)
  }

  @Test func `a stretch whose mean is within budget does not blow it`() {
    #expect(blow(eventsPerSecond: 10) { $0 % 100 < 50 ? 1.5 : 0.1 } == nil)
  }

  @Test func `recovery within the grace period begins it anew`() throws {
    let blown = try #require(
      blow(eventsPerSecond: 10) { $0 < 800 || $0 >= 1200 ? 5 : 0 })
    #expect(blown.since / 1_000_000 >= 1200)
  }

  @Test func `a grace period shorter than a window holds too`() throws {
    let blown = try #require(blow(grace: 10, eventsPerSecond: 1e6) { $0 < 300 ? 0 : 9 })
    #expect(blown.due / 1_000_000 <= 300 + 100 + 10)
  }

  @Test func `an event's price is judged by events, and none of them by nothing`() {
    let budget = Budget.event(nanoseconds: 200)
    var cost = ProbeCost(length: 1e9, events: 10, programs: 900, hooks: 900, reader: 201)
    #expect(cost.load(of: budget) > 1)
    cost.reader = 199
    #expect(cost.load(of: budget) < 1)
    cost.events = 0
    #expect(cost.load(of: budget) == 0)
  }
}
