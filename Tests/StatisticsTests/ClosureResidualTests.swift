// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

@Suite struct ClosureResidualTests {
  @Test func `a difference of 3 % closes, one of 8 % does not`() {
    let near = ClosureResidual(ratio: Interval(estimate: 0.03, halfWidth: 0.01))
    #expect(near.verdict == .closed)
    for ratio in [0.08, -0.08] {
      let far = ClosureResidual(ratio: Interval(estimate: ratio, halfWidth: 0.01))
      #expect(far.verdict == .open)
    }
  }

  @Test func `an interval that is too wide says neither`() {
    for ratio in [0.01, 0.2] {
      let wide = ClosureResidual(ratio: Interval(estimate: ratio, halfWidth: 0.4))
      #expect(wide.verdict == .unknown)
    }
  }

  @Test func `what moves both sides of a load is in neither's difference`() throws {
    // Loads of 80 to 120 ns, each 2 ns dearer from the outside.
    let pairs = [80.0, 120, 95, 105, 100].map {
      ClosureResidual.Pair(outside: $0 + 2, inside: $0)
    }
    let residual = try #require(ClosureResidual(pairs: pairs))
    #expect(isClose(residual.ratio.estimate, 0.02))
    #expect(residual.ratio.halfWidth < 1e-9)
    #expect(residual.verdict == .closed)
  }

  @Test func `one load, or a cost of nothing inside, is no comparison`() {
    #expect(ClosureResidual(pairs: []) == nil)
    #expect(ClosureResidual(pairs: [.init(outside: 3, inside: 3)]) == nil)
    let nothing = ClosureResidual.Pair(outside: 3, inside: 0)
    #expect(ClosureResidual(pairs: [nothing, nothing]) == nil)
  }

  @Test func `independent differences add their half-widths as squares`() {
    let one = Interval(estimate: 71, halfWidth: 3)
    let difference = one.subtracting(Interval(estimate: 60, halfWidth: 4))
    #expect(difference == Interval(estimate: 11, halfWidth: 5))
  }
}
