// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Budgeting

@Suite struct BudgetTests {
  @Test(arguments: [
    ("1%", Budget.processor(0.01)), ("0.25%", .processor(0.0025)), ("150%", .processor(1.5)),
    ("200ns/op", .event(nanoseconds: 200)), ("1.5us/op", .event(nanoseconds: 1500)),
    ("2µs/op", .event(nanoseconds: 2000)), ("1ms/op", .event(nanoseconds: 1e6)),
  ])
  func `a budget is a part of a CPU or a time an event`(text: String, budget: Budget) {
    #expect(Budget(text) == budget)
  }

  @Test(arguments: [
    "", "0", "5", "%", "0%", "-1%", "nan%", "inf%", "1e10%", "200", "200ns", "/op", "ns/op",
    "0ns/op", "5/op", "1s/op", "1 %x",
  ])
  func `all else is none`(text: String) {
    #expect(Budget(text) == nil)
  }

  @Test func `a budget is written as one would type it`() {
    #expect(Budget.processor(0.0025).text == "0.25%")
    #expect(Budget.processor(0.00001).text == "0.001%")
    #expect(Budget.event(nanoseconds: 1500).text == "1500ns/op")
  }

  @Test func `numbers have as many decimals as help`() {
    #expect(
      [0, 0.004, 0.25, 1, 3.14159, 9.996, 12.34, 817.4].map(shortText) == [
        "0", "0.004", "0.25", "1", "3.14", "10", "12.3", "817",
      ])
  }

  @Test func `a reading of a part of the time stands for all of it`() {
    // The statistics were on for the last 20 of 100 ms.
    let reading = CostReading(
      begin: 1_080_000_000, end: 1_100_000_000,
      cost: ProbeCost(length: 20e6, events: 300, programs: 4000, hooks: 2000, reader: 1000))
    #expect(
      reading.standing(since: 1_000_000_000)
        == ProbeCost(length: 100e6, events: 1500, programs: 20000, hooks: 10000, reader: 5000))
    // It began before the time that is asked for: it counts once all the same.
    #expect(reading.standing(since: 1_090_000_000) == reading.cost)
    let empty = CostReading(begin: 5, end: 5, cost: ProbeCost())
    #expect(empty.standing(since: 1) == ProbeCost())
  }

  @Test func `a cost is told in the unit of the budget, with its parts`() {
    let cost = ProbeCost(length: 1e9, events: 1e5, programs: 19e6, hooks: 9e6, reader: 4e6)
    #expect(cost.text(in: .processor(0.01)) == "3.2 % of a CPU")
    #expect(cost.parts(in: .processor(0.01)) == "kernel side 2.8 %, this process 0.4 %")
    #expect(cost.text(in: .event(nanoseconds: 1)) == "320 ns an event")
  }

  @Test func `statistics stay on where events are rare, and are on for a fifth of the time else`() {
    let rare = ProbeCost(length: 1e9, events: 1000)
    let many = ProbeCost(length: 1e9, events: 1e6)
    #expect(SamplingPace.next(after: rare, now: 5, deadline: nil).begin == 5)
    let window = SamplingPace.next(after: many, now: 0, deadline: nil)
    #expect((window.end - window.begin) * 5 == window.end)
  }

  @Test(arguments: [1000.0, 1e6], [0, 1, 30, 90, 99, 150])
  func `a window ends when a decision is due`(events: Double, due: UInt64) {
    let last = ProbeCost(length: 1e9, events: events)
    let now: UInt64 = 1_000_000_000
    let window = SamplingPace.next(after: last, now: now, deadline: now + due * 1_000_000)
    #expect(window.begin >= now)
    #expect(window.end >= window.begin + SamplingPace.leastWindow)
    #expect(window.end <= max(now + due * 1_000_000, now + SamplingPace.leastWindow))
  }
}
