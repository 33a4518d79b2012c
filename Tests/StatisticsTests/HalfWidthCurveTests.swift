// SPDX-License-Identifier: Apache-2.0

import Statistics
import Testing

@Suite struct HalfWidthCurveTests {
  /// Ten thousand slices of 0.5 ms on a simulated machine.
  private func slices(_ noise: SimulatedMachine.Noise) -> [Double] {
    var machine = SimulatedMachine(noise: noise, logEffect: 0, seed: 4)
    return (0..<10_000).map { _ in machine.stint(0) }
  }

  private func curve(
    _ noise: SimulatedMachine.Noise, toggleSeconds: Double, conditions: Int = 4
  ) -> HalfWidthCurve {
    var random = RandomSource(seed: 6)
    return HalfWidthCurve(
      slices: slices(noise), sliceSeconds: 0.0005, slicesPerStint: [1, 2, 4, 10, 20, 40],
      plan: .init(
        conditions: conditions, toggleSecondsPerBlock: toggleSeconds, budgetSeconds: 10),
      random: &random)
  }

  @Test func `white noise of 2 % has a log ratio with a spread of 2.8 %`() throws {
    let point = try #require(curve(.white, toggleSeconds: 0, conditions: 2).points.first)
    #expect(point.blocksSeen == 5000)
    #expect(abs(point.spread / (0.02 * 2.0.squareRoot()) - 1) < 0.05)
    // Ten thousand blocks in 10 s: 1.96 · 2.83 % / 100.
    #expect(abs(point.halfWidth / 0.000554 - 1) < 0.05)
    #expect(isClose(point.minimumDetectableEffect, 1.43 * point.halfWidth))
  }

  @Test func `where noise wanders, alternating faster is better than averaging longer`() throws {
    let free = curve(.wandering, toggleSeconds: 0)
    let best = try #require(free.best)
    #expect(best.slicesPerStint <= 2)
    let last = try #require(free.points.last)
    #expect(last.halfWidth > 3 * best.halfWidth)
  }

  @Test func `of lengths that are about as good the shortest is taken`() throws {
    // White noise: without toggles every length is as good as any, up to the chance of the
    // calibration.
    for seed in UInt64(1)...20 {
      var machine = SimulatedMachine(noise: .white, logEffect: 0, seed: seed)
      var random = RandomSource(seed: seed)
      let curve = HalfWidthCurve(
        slices: (0..<10_000).map { _ in machine.stint(0) }, sliceSeconds: 0.0005,
        slicesPerStint: [1, 2, 4, 10, 20, 40],
        plan: .init(conditions: 4, toggleSecondsPerBlock: 0, budgetSeconds: 10), random: &random)
      #expect(try #require(curve.best).slicesPerStint == 1)
    }
  }

  @Test func `where toggling is slow, stints are longer`() throws {
    let slow = try #require(curve(.white, toggleSeconds: 0.08).best)
    let free = try #require(curve(.white, toggleSeconds: 0).best)
    #expect(slow.slicesPerStint > free.slicesPerStint)
  }

  @Test func `where toggles take most of the time, a stint is a quarter of a pause`() throws {
    // 40 ms between two stints, on a machine whose noise asks for the shortest.
    let best = try #require(curve(.wandering, toggleSeconds: 0.16).best)
    #expect(best.stintSeconds >= 0.01)
    // Of all lengths the longest is taken where even that is shorter.
    let slowest = try #require(curve(.wandering, toggleSeconds: 4).best)
    #expect(slowest.slicesPerStint == 40)
  }

  @Test func `toggles cost the root of the blocks they take the time of`() throws {
    let free = curve(.white, toggleSeconds: 0).points
    let slow = curve(.white, toggleSeconds: 0.01).points
    for (one, other) in zip(free, slow) {
      // halfwidth(b) · √(1 + toggle / (k·b))
      let factor = (1 + 0.01 / (4 * one.stintSeconds)).squareRoot()
      #expect(isClose(other.halfWidth, one.halfWidth * factor))
    }
  }

  @Test func `a calibration too short for a length says nothing of it`() {
    var random = RandomSource(seed: 6)
    let plan = HalfWidthCurve.Plan(conditions: 2, toggleSecondsPerBlock: 0, budgetSeconds: 1)
    let curve = HalfWidthCurve(
      slices: (0..<20).map { 190 + Double($0 % 3) }, sliceSeconds: 0.0005,
      slicesPerStint: [1, 4], plan: plan, random: &random)
    #expect(curve.points.map(\.slicesPerStint) == [1])
    let none = HalfWidthCurve(
      slices: [], sliceSeconds: 0.0005, slicesPerStint: [1], plan: plan, random: &random)
    #expect(none.best == nil)
  }
}
