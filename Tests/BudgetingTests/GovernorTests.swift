// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Budgeting

/// The governor on a simulated machine whose probe costs so many times its budget.
@Suite struct GovernorTests {
  /// The share attached, and the mean load in all, after so many seconds in steps of `step` ms.
  private func run(
    seconds: Double, step: Double = 10, load: (Double) -> Double
  ) -> (governor: Governor, mean: Double) {
    var governor = Governor()
    var spent = 0.0
    var now = 0.0
    while now < seconds * 1e9 {
      let paid = governor.isAttached ? load(now / 1e9) : 0
      let wait = governor.patience(load: paid) ?? step * 1e6
      let length = max(1e6, min(step * 1e6, wait))
      spent += paid * length
      governor.pass(length, load: paid)
      now += length
    }
    return (governor, spent / now)
  }

  @Test(arguments: [0.0, 0.5, 1.0])
  func `within budget it stays attached all the time`(load: Double) {
    let (governor, _) = run(seconds: 20) { _ in load }
    #expect(governor.share == 1)
    #expect(governor.isAttached)
  }

  @Test(arguments: [1.25, 2.0, 10.0, 200.0])
  func `in the long run it costs what the budget allows, and its share is the inverse`(load: Double)
  {
    let (governor, mean) = run(seconds: 1000) { _ in load }
    #expect(mean <= 1.01)
    #expect(abs(governor.share * load - 1) < 0.02)
  }

  @Test func `a short run keeps within budget too, but for what it began with`() {
    let (_, mean) = run(seconds: 6) { _ in 4 }
    #expect(mean <= 1 + 0.1 / 6 + 0.01)
  }

  @Test func `a long pause gives credit for one period alone`() {
    let (_, mean) = run(seconds: 100) { $0 < 90 ? 0 : 100 }
    // Ten seconds at a hundred times the budget: what ten seconds earn, and the credit.
    #expect(mean * 100 <= 10 + 1 + 1.1)
  }

  @Test func `what was overspent makes the pause longer`() throws {
    var governor = Governor()
    governor.pass(50e6, load: 100)
    #expect(!governor.isAttached)
    let wait = try #require(governor.patience(load: 0))
    #expect(abs(wait - 5.85e9) < 1e6)
    governor.pass(wait, load: 0)
    #expect(governor.isAttached)
    #expect(abs(governor.share - 0.05 / 5.9) < 1e-3)
  }

  @Test func `it never rests for ever where resting costs its budget`() {
    var governor = Governor()
    governor.pass(50e6, load: 100)
    #expect(governor.patience(load: 1) == nil)
    governor.pass(1e9, load: 0)
    #expect(governor.patience(load: 0) != nil)
  }
}
