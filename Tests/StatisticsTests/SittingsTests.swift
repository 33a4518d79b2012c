// SPDX-License-Identifier: Apache-2.0

import Statistics
import Testing

/// Expected numbers: the formula in numpy with `scipy.stats.t.ppf` 1.17.1.
@Suite struct SittingsTests {
  private let three = [0.18, 0.2, 0.175].map { Interval(estimate: $0, halfWidth: 0.01) }
  private let known = Repeatability(standardDeviation: 0.018, degreesOfFreedom: 9)

  @Test func `three sittings alone give the wide interval of two degrees of freedom`() {
    let combined = Sittings.combine(three)
    #expect(isClose(combined?.estimate, 0.185))
    #expect(isClose(combined?.halfWidth, 0.03286205303864217))
  }

  @Test func `a known repeatability narrows three sittings and widens one`() {
    let combined = Sittings.combine(three, repeatability: known)
    #expect(isClose(combined?.halfWidth, 0.021896173952740287))
    let single = Sittings.combine([three[0]], repeatability: known)
    #expect(isClose(single?.halfWidth, 0.040718828930367684))
    #expect(Sittings.combine([three[0]]) == nil)
    #expect(Sittings.combine([]) == nil)
  }

  @Test func `sittings that agree by chance are not narrower than their own intervals make them`() {
    let combined = Sittings.combine([
      Interval(estimate: 0.1, halfWidth: 0.02), Interval(estimate: 0.1001, halfWidth: 0.02),
    ])
    #expect(isClose(combined?.halfWidth, 0.01414213562373095))
  }

  @Test func `the repeatability of several cells is their pooled standard deviation`() {
    // Variances 1 and 4 with 2 and 1 degrees of freedom: (2 · 1 + 1 · 4) / 3 = 2. Numbers by hand.
    let pooled = Repeatability(cells: [[1, 2, 3], [0, 8.0.squareRoot()], [5]])
    #expect(isClose(pooled?.standardDeviation, 2.0.squareRoot()))
    #expect(pooled?.degreesOfFreedom == 3)
    #expect(Repeatability(cells: [[1], []]) == nil)
  }

  @Test func `three sittings cover the truth in 92 to 98 of 100, one alone does not`() throws {
    var random = SimulatedMachine(noise: .white, logEffect: 0, seed: 31)
    var alone = 0
    let covered = fraction(of: 1000) {
      // Between sittings 2 %, inside each a half-width of 2 %, so a standard error of 1 %.
      let sittings = (0..<3).map { _ in
        Interval(estimate: 0.02 * random.normal() + 0.01 * random.normal(), halfWidth: 0.0196)
      }
      if sittings[0].contains(0) { alone += 1 }
      return Sittings.combine(sittings)?.contains(0) ?? false
    }
    #expect((0.92...0.98).contains(covered))
    #expect(alone < 750)
  }
}
