// SPDX-License-Identifier: Apache-2.0

import Statistics
import Testing

@testable import Results

@Suite struct ProgramCostsTests {
  private static func about(_ value: Double) -> Interval {
    Interval(estimate: value, low: value * 0.9, high: value * 1.1)
  }

  private static func costs(_ pauses: [(Double, Double)]) -> ProgramCosts {
    ProgramCosts(
      busy: about(250), idle: about(450), apart: 3e-6,
      pauses: pauses.map { .init(seconds: $0.0, added: about($0.1)) })
  }

  private static let costs = costs([(0.0002, 100), (0.002, 300), (0.02, 4000)])

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
    #expect(Self.costs([]).added(after: 1).estimate == 0)
  }

  @Test func `the mean over events holds what each cost after its pause`() throws {
    let pauses = [(seconds: 1e-6, events: 30.0), (seconds: 0.002, events: 10.0)]
    let mean = try #require(Self.costs.mean(over: pauses, idleShare: 0.5))
    #expect(mean.estimate == 350 + (300 / 4))
    #expect(Self.costs.mean(over: [(seconds: 1, events: 0)], idleShare: 0) == nil)
  }

  // MARK: The cold

  /// Takes twice as much after the shortest pause as `costs` does.
  private static let others = costs([(0.0002, 200), (0.002, 600), (0.02, 800)])

  @Test func `where others run colder these do too, by their share after the shortest pause`() {
    let cold = Self.costs.cooled(
      by: Interval(estimate: 80, low: 60, high: 100), as: Self.others)
    #expect(cold.busy.estimate == 290)
    #expect(cold.idle.estimate == 490)
    // 25 of the time itself and 10 of what the others took.
    #expect(abs(cold.busy.low - (290 - (25.0 * 25 + 10 * 10).squareRoot())) < 1e-9)
    #expect(cold.pauses == Self.costs.pauses)
  }

  @Test func `nothing follows from others that do not feel a pause`() {
    let deaf = Self.costs([(0.0002, 0)])
    #expect(Self.costs.cooled(by: Interval(exactly: 500), as: deaf) == Self.costs)
  }
}
