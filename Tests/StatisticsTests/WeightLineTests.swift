// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

@Suite struct WeightLineTests {
  private static let weights = [128.0, 256, 512]

  /// Loads of weights whose costs are `cost`, with noise of some nanoseconds.
  private static func loads(
    _ count: Int, noise: Double, seed: UInt64, _ cost: (Double) -> Double
  ) -> [[Double]] {
    var machine = SimulatedMachine(noise: .white, logEffect: 0, seed: seed)
    return (0..<count).map { _ in weights.map { cost($0) + noise * machine.normal() } }
  }

  @Test func `exact weights give their slope and no curvature`() throws {
    let line = try #require(
      WeightLine(
        weights: Self.weights, loads: Self.loads(3, noise: 0, seed: 1) { 5 + 0.83 * $0 }))
    #expect(isClose(line.slope.estimate, 0.83))
    #expect(line.slopes.count == 2)
    #expect(line.slopes.allSatisfy { isClose($0.estimate, 0.83) })
    #expect(abs(line.curvature.estimate) < 1e-12)
  }

  @Test func `the least squares slope of a worked example`() {
    // Σ(x − 2)(y − 4) = 4, Σ(x − 2)² = 2.
    #expect(isClose(leastSquaresSlope([1, 2, 3], [2, 4, 6]), 2))
    #expect(isClose(leastSquaresSlope([0, 1, 2, 3], [1, 3, 2, 5]), 1.1))
  }

  @Test func `weights that are 5 % off a line are seen to be`() throws {
    let bent = try #require(
      WeightLine(
        weights: Self.weights,
        loads: Self.loads(16, noise: 0.5, seed: 2) {
          $0 > 256 ? 0.83 * 256 + 0.8715 * 256 : 0.83 * $0
        }
      ))
    #expect(bent.curvature.low > 0.03)
    #expect(bent.curvature.contains(0.05))
  }

  @Test func `the interval of the slope holds it as often as it says`() {
    var seed: UInt64 = 100
    let share = fraction(of: 400) {
      seed += 1
      let loads = Self.loads(8, noise: 2, seed: seed) { 0.83 * $0 }
      return WeightLine(weights: Self.weights, loads: loads)?.slope.contains(0.83) ?? false
    }
    #expect((0.92...0.98).contains(share))
  }

  @Test func `one load, or a number that is none, gives no line`() {
    #expect(WeightLine(weights: Self.weights, loads: [[1, 2, 4]]) == nil)
    #expect(WeightLine(weights: Self.weights, loads: [[1, 2, 4], [1, .nan, 4]]) == nil)
  }
}
