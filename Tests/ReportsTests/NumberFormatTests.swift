// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Testing

@testable import Reports

@Suite struct NumberFormatTests {
  @Test(
    arguments: [
      (412, 6, "412 ± 6 ns"), (74, 0.8, "74.0 ± 0.8 ns"), (71.9, 0.14, "71.90 ± 0.14 ns"),
      (1_234, 32, "1.23 ± 0.03 µs"), (15_300, 900, "15.3 ± 0.9 µs"), (999.7, 3, "1.000 ± 0.003 µs"),
      (2_500_000, 40_000, "2.50 ± 0.04 ms"), (-5.2, 1.1, "−5.2 ± 1.1 ns"),
      (412, 60, "412 ± 60 ns"), (5, 0, "5.000 ± 0.001 ns"), (412.1234, 0.001, "412.1 ± 0.1 ns"),
      (0.0004, 0.1, "0.00 ± 0.10 ns"), (3_600e9, 5e9, "3,600 ± 5 s"),
    ] as [(Double, Double, String)])
  func `a time has the digits its half-width carries`(
    estimate: Double, halfWidth: Double, text: String
  ) {
    let interval = SampleDocument.interval(estimate, halfWidth)
    #expect(NumberFormat.time(nanoseconds: interval).text == text)
  }

  @Test func `the farther end of a lopsided interval counts`() {
    let interval = Interval(estimate: 10, low: 9, high: 14)
    #expect(NumberFormat.time(nanoseconds: interval).text == "10 ± 4 ns")
  }

  @Test(
    arguments: [
      (0.6, "< 0.6 ns"), (0.601, "< 0.61 ns"), (1.3, "< 1.3 ns"), (1_234, "< 1.3 µs"),
      (0, "< 0.01 ns"),
      (5, "< 5 ns"), (99.1, "< 100 ns"), (412, "< 420 ns"),
    ] as [(Double, String)])
  func `a bound is never rounded down and never 0`(nanoseconds: Double, text: String) {
    #expect(NumberFormat.bound(nanoseconds: nanoseconds) == text)
  }

  @Test(
    arguments: [
      (0, "0"), (999, "999"), (1_000, "1,000"), (400_000, "400,000"),
      (UInt64.max, "18,446,744,073,709,551,615"),
    ] as [(UInt64, String)])
  func `a count has separators`(value: UInt64, text: String) {
    #expect(NumberFormat.count(value) == text)
  }

  @Test(
    arguments: [(2, "2"), (0.25, "0.25"), (71.94, "71.9"), (1_234.5, "1,235"), (100, "100")]
      as [(Double, String)])
  func `a setting has three digits`(value: Double, text: String) {
    #expect(NumberFormat.short(value) == text)
  }

  @Test(arguments: [
    ("open", "an open", "opens"), ("system call", "a system call", "system calls"),
    ("entry", "an entry", "entries"), ("flush", "a flush", "flushes"),
    ("relay", "a relay", "relays"),
    ("uprobe hit", "a uprobe hit", "uprobe hits"), ("unlink", "an unlink", "unlinks"),
  ])
  func `a unit reads well in a sentence`(noun: String, article: String, plural: String) {
    #expect(Noun(singular: noun).withArticle == article)
    #expect(Noun(singular: noun).plural == plural)
  }

  @Test func `a cost is told from nothing only above the floor and away from 0`() {
    func text(_ low: Double, _ high: Double, floor: Double) -> String {
      PrintedCost(Interval(estimate: (low + high) / 2, low: low, high: high), noiseFloor: floor)
        .text
    }
    #expect(text(-0.2, 0.5, floor: 0.6) == "< 0.6 ns")
    #expect(text(-3, 5, floor: 0.6) == "< 5 ns")
    #expect(text(0.2, 0.8, floor: 0.6) == "< 0.8 ns")
    #expect(text(2, 4, floor: 0.6) == "3.0 ± 1.0 ns")
    #expect(text(-4, -2, floor: 0.6) == "−3.0 ± 1.0 ns")
  }

  @Test func `a cost per event is judged by the noise floor per event`() {
    let cell = SampleDocument.changed(SampleDocument.biolatency()) {
      $0.eventsPerOperation = 10
      $0.noiseFloor = NoiseFloor(nanoseconds: 5, ratio: 0.001)
    }
    #expect(cell.cost(perEvent: SampleDocument.interval(0.7, 0.1))?.text == "0.70 ± 0.10 ns")
    #expect(cell.cost(perEvent: SampleDocument.interval(0.4, 0.1))?.text == "< 0.5 ns")
  }
}
