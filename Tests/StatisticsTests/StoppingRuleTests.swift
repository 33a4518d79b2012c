// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

@Suite struct StoppingRuleTests {
  private let rule = StoppingRule()

  /// A contrast on 200 ns whose loads cost `costs` ns.
  private func contrast(_ costs: [Double]) throws -> Contrast {
    try Contrast(loads: costs.map { [BlockPair(reference: 200, condition: 200 + $0)] })
  }

  /// Eight loads whose difference has this half-width: t(0.975, 7) · s / √8.
  private func eightLoads(cost: Double, halfWidth: Double) throws -> Contrast {
    let offset = halfWidth / 2.364624251592784 * 7.0.squareRoot()
    return try contrast((0..<8).map { $0 % 2 == 0 ? cost - offset : cost + offset })
  }

  @Test func `half a nanosecond is narrow enough`() throws {
    let narrow = try eightLoads(cost: 0, halfWidth: 0.499)
    #expect(rule.decision(after: 8, contrasts: [narrow]) == .stop(.narrowEnough))
    let wide = try eightLoads(cost: 0, halfWidth: 0.501)
    #expect(rule.decision(after: 8, contrasts: [wide]) == .goOn)
    #expect(rule.decision(after: 8, contrasts: [narrow, wide]) == .goOn)
  }

  @Test func `a twentieth of a large effect is narrow enough`() throws {
    let narrow = try eightLoads(cost: 100, halfWidth: 4.9)
    #expect(isClose(rule.targetHalfWidth(narrow), 5))
    #expect(rule.decision(after: 8, contrasts: [narrow]) == .stop(.narrowEnough))
    let wide = try eightLoads(cost: 100, halfWidth: 5.1)
    #expect(rule.decision(after: 8, contrasts: [wide]) == .goOn)
  }

  @Test func `a quarter of a percent of a slow operation is narrow enough`() throws {
    let loads = [0.0, 1, 2, 3].map { [BlockPair(reference: 4000, condition: 4000 + $0)] }
    #expect(isClose(rule.targetHalfWidth(try Contrast(loads: loads)), 10))
  }

  @Test func `nothing is decided between looks, and the last look ends the run`() throws {
    let narrow = try contrast((0..<9).map { Double($0) * 0.01 })
    #expect(rule.decision(after: 9, contrasts: [narrow]) == .goOn)
    let wide = try contrast((0..<24).map { Double($0) * 10 })
    #expect(rule.decision(after: 23, contrasts: [wide]) == .goOn)
    #expect(rule.decision(after: 24, contrasts: [wide]) == .stop(.lastLook))
    #expect(rule.decision(after: 24, contrasts: []) == .stop(.lastLook))
    #expect(rule.decision(after: 8, contrasts: []) == .goOn)
  }

  @Test func `a verdict ends the run only where a threshold is given`() throws {
    let costly = try eightLoads(cost: 20, halfWidth: 3)
    #expect(rule.decision(after: 8, contrasts: [costly]) == .goOn)
    #expect(
      rule.decision(after: 8, contrasts: [costly], threshold: .nanoseconds(2)) == .stop(.verdict))
    #expect(
      rule.decision(after: 8, contrasts: [costly], threshold: .ratio(0.01)) == .stop(.verdict))
    #expect(rule.decision(after: 8, contrasts: [costly], threshold: .nanoseconds(19)) == .goOn)
  }

  /// Runs one experiment under the shipped rule and returns what is known when it stops.
  private func finished(
    _ machine: inout SimulatedMachine, threshold: Threshold? = nil
  ) throws -> Contrast {
    var loads: [[BlockPair]] = []
    while true {
      loads.append(machine.load(blocks: 1))
      guard rule.looks.contains(loads.count) else { continue }
      let contrast = try Contrast(loads: loads, confidence: rule.intervalConfidence)
      if rule.decision(after: loads.count, contrasts: [contrast], threshold: threshold) != .goOn {
        return contrast
      }
    }
  }

  /// Loads that differ by 0.1, 0.9 and 2 ns: the rule stops at the first look, anywhere, at the
  /// last. In 200,000 runs with numpy the three give 3.5, 4.9 and 3.5 %; at a nominal 95 % the
  /// middle one gives 6.6 %, which is why `intervalConfidence` is more.
  @Test(arguments: [0.0005, 0.0046, 0.01])
  func `the shipped rule gives at most 6 false alarms in 100 runs`(layout: Double) throws {
    var machine = SimulatedMachine(
      noise: .white, logEffect: 0, layout: layout, size: 0, seed: 21)
    let alarms = try fraction(of: 1000) { try !finished(&machine).ratio.contains(0) }
    #expect(alarms <= 0.06)
  }

  @Test func `stopping on width keeps the coverage of a large effect`() throws {
    var machine = SimulatedMachine(
      noise: .white, logEffect: 0.3, layout: 0.022, size: 0, seed: 22)
    let covered = try fraction(of: 600) {
      try finished(&machine).ratio.contains(machine.effect)
    }
    #expect((0.935...0.975).contains(covered))
  }

  @Test func `a cost at the threshold is called over at most 3 times in 100 runs`() throws {
    var machine = SimulatedMachine(noise: .white, logEffect: 0.05, size: 0, seed: 23)
    let threshold = Threshold.ratio(machine.effect)
    let alarms = try fraction(of: 600) {
      let contrast = try finished(&machine, threshold: threshold)
      return BudgetVerdict(contrast, threshold: threshold, alpha: rule.earlyVerdictAlpha) == .over
    }
    // One-sided: half of the 4.8 % that Pocock's α leaves at four looks, both ways together.
    #expect(alarms <= 0.035)
  }
}
