// SPDX-License-Identifier: Apache-2.0

import Statistics
import Testing

@Suite struct ControlGateTests {
  private let gate = ControlGate()

  @Test func `a bias of a thousandth passes though its interval leaves out zero`() {
    let ratio = Interval(estimate: 0.001, low: 0.0005, high: 0.0015)
    #expect(gate.check(ratio, of: .off) == .passed)
  }

  @Test func `a larger bias passes only where its interval holds zero`() {
    let vague = Interval(estimate: -0.01, low: -0.03, high: 0.01)
    #expect(gate.check(vague, of: .never) == .passed)
    let biased = Interval(estimate: -0.01, low: -0.012, high: -0.008)
    #expect(gate.check(biased, of: .never) == .failed(.bias(.never, biased)))
  }
}
