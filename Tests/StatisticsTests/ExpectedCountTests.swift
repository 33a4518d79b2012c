// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

@Suite struct ExpectedCountTests {
  @Test func `of 200 comparisons of nothing, 4 to 16 are called different`() {
    let expected = ExpectedCount(of: 200, probability: 0.05)
    #expect((expected.low, expected.high) == (4, 16))
    #expect(expected.contains(4) && expected.contains(16))
    #expect(!expected.contains(3) && !expected.contains(17))
  }

  @Test func `of 200 intervals of 95 %, 92 to 98 % hold the truth`() {
    let expected = ExpectedCount(of: 200, probability: 0.95)
    #expect((expected.low, expected.high) == (184, 196))
  }

  @Test func `bounds stay within what there can be`() {
    let few = ExpectedCount(of: 10, probability: 0.05)
    #expect((few.low, few.high) == (0, 1))
    let none = ExpectedCount(of: 0, probability: 0.95)
    #expect((none.low, none.high) == (0, 0))
    let sure = ExpectedCount(of: 7, probability: 1)
    #expect((sure.low, sure.high) == (7, 7))
  }

  @Test func `simulated comparisons of nothing stay within the bounds nineteen times in twenty`()
    throws
  {
    var machine = SimulatedMachine(noise: .wandering, logEffect: 0, layout: 0, seed: 11)
    let expected = ExpectedCount(of: 100, probability: 0.05)
    let share = try fraction(of: 40) {
      var different = 0
      for _ in 0..<100 {
        let loads = machine.loads(8, blocks: 4)
        let pValue = try #require(studentPValue(try Contrast(loads: loads).loadLogRatios))
        if pValue < 0.05 { different += 1 }
      }
      return expected.contains(different)
    }
    #expect(share >= 0.85)
  }
}
