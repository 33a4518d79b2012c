// SPDX-License-Identifier: Apache-2.0

import Statistics
import Testing

@Suite struct BudgetVerdictTests {
  private func verdict(_ cost: ClosedRange<Double>, _ equivalence: ClosedRange<Double>)
    -> BudgetVerdict
  {
    BudgetVerdict(
      cost: Interval(estimate: 0, low: cost.lowerBound, high: cost.upperBound),
      equivalence: Interval(
        estimate: 0, low: equivalence.lowerBound, high: equivalence.upperBound),
      threshold: 1)
  }

  @Test func `an interval above the threshold is over`() {
    #expect(verdict(1.1...3, 1.2...2.9) == .over)
  }

  @Test func `an equivalence interval between the thresholds is under`() {
    #expect(verdict(-0.2...1.1, -0.1...0.9) == .under)
  }

  @Test func `an interval that holds the threshold is inconclusive`() {
    #expect(verdict(0.5...1.5, 0.6...1.4) == .inconclusive)
    #expect(verdict(0.9...1.5, 1.1...1.4) == .inconclusive)
  }

  @Test func `an operation that became much faster is not shown equivalent`() {
    #expect(verdict(-5...(-3), -4.9...(-3.1)) == .inconclusive)
  }

  @Test func `a contrast is judged by intervals of its own at 95 and 90 percent`() throws {
    // Mean 12, s = 2, n = 3: 95 % reaches 7.03 … 16.97, 90 % 8.63 … 15.37.
    let loads = [10.0, 12, 14].map { [BlockPair(reference: 100, condition: 100 + $0)] }
    let contrast = try Contrast(loads: loads, confidence: 0.5)
    #expect(BudgetVerdict(contrast, threshold: .nanoseconds(7)) == .over)
    #expect(BudgetVerdict(contrast, threshold: .nanoseconds(8)) == .inconclusive)
    #expect(BudgetVerdict(contrast, threshold: .nanoseconds(15)) == .inconclusive)
    #expect(BudgetVerdict(contrast, threshold: .nanoseconds(16)) == .under)
    #expect(BudgetVerdict(contrast, threshold: .ratio(0.16)) == .under)
  }
}
