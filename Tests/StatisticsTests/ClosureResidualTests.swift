// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

@Suite struct ClosureResidualTests {
  @Test func `a difference of 3 % closes, one of 8 % does not`() {
    let near = ClosureResidual(outside: Interval(estimate: 103, halfWidth: 1), inside: 100)
    #expect(near.verdict == .closed)
    #expect(isClose(near.ratio.estimate, 0.03))
    #expect(isClose(near.ratio.halfWidth, 0.01))
    for outside in [108.0, 92] {
      let far = ClosureResidual(outside: Interval(estimate: outside, halfWidth: 1), inside: 100)
      #expect(far.verdict == .open)
    }
  }

  @Test func `an interval that is too wide says neither`() {
    for outside in [101.0, 120] {
      let wide = ClosureResidual(outside: Interval(estimate: outside, halfWidth: 40), inside: 100)
      #expect(wide.verdict == .unknown)
    }
  }

  @Test func `independent differences add their half-widths as squares`() {
    let one = Interval(estimate: 71, halfWidth: 3)
    let difference = one.subtracting(Interval(estimate: 60, halfWidth: 4))
    #expect(difference == Interval(estimate: 11, halfWidth: 5))
  }
}
