// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The half-width of an interval at each length of stint, predicted from slices of one condition.
///
/// A calibration's slices are dealt into stints, these into blocks, and of each block a random pair
/// is drawn, as in a real run without differences. The spread of the log ratios gives the
/// half-width of a run of any length, at best: what loads and the drift during toggles add is out.
public struct HalfWidthCurve: Sendable, Hashable {
  /// The prediction for one length of a stint.
  public struct Point: Sendable, Hashable {
    /// Consecutive slices in a stint.
    public let slicesPerStint: Int
    /// The length of a stint, in seconds.
    public let stintSeconds: Double
    /// How many blocks of the calibration the prediction rests on.
    public let blocksSeen: Int
    /// The standard deviation of a block's log ratio if Gaussian, from the signed-rank interval.
    public let spread: Double
    /// The half-width of the interval of the log ratio that a run would give: a relative change.
    public let halfWidth: Double

    /// The smallest relative change found with 80 % power: half-width · (z(0.975) + z(0.8)) /
    /// z(0.975), which is 1.43 half-widths.
    public var minimumDetectableEffect: Double { 1.43 * halfWidth }
  }

  /// The conditions and times of a run.
  public struct Plan: Sendable, Hashable {
    /// Conditions, so stints, in a block: at least 2.
    public var conditions: Int
    /// Seconds of a block outside the slices that count: all toggles and the slices thrown away.
    public var toggleSecondsPerBlock: Double
    /// The length of the run, in seconds.
    public var budgetSeconds: Double

    /// Describes a run.
    ///
    /// - Parameters:
    ///   - conditions: Stints in a block, at least 2; 4 for the quads ABBA and BAAB.
    ///   - toggleSecondsPerBlock: All toggles of a block together, in seconds.
    ///   - budgetSeconds: The length of the run, in seconds.
    public init(conditions: Int, toggleSecondsPerBlock: Double, budgetSeconds: Double) {
      precondition(conditions >= 2, "a block holds at least 2 conditions")
      self.conditions = conditions
      self.toggleSecondsPerBlock = toggleSecondsPerBlock
      self.budgetSeconds = budgetSeconds
    }

    /// How many blocks of stints of this length fit, not rounded.
    func blocks(stintSeconds: Double) -> Double {
      budgetSeconds / (Double(conditions) * stintSeconds + toggleSecondsPerBlock)
    }
  }

  /// One point a candidate that the calibration is long enough for, in the order given.
  public let points: [Point]

  /// The shortest stint that is worth its toggles: a quarter of the time between two stints.
  private let leastStintSeconds: Double

  /// How far above the narrowest the half-width of a shorter stint may lie for it to be taken.
  ///
  /// A calibration of some seconds cannot tell lengths apart better. In a quiet spell long stints
  /// look as good as short ones: after one, 14 ms gave intervals 16 to 60 times those of 1 ms.
  static let tolerance = 1.5

  /// The shortest stint whose interval is about as narrow as any; `nil` without points.
  ///
  /// With S seconds and k conditions a run holds S / (k·b + toggle) blocks, so the narrowest has
  /// the least halfwidth(b) · √(1 + toggle / (k·b)), with halfwidth(b) of a run without toggles.
  public var best: Point? {
    let longest = points.map(\.stintSeconds).max() ?? 0
    let worthwhile = points.filter { $0.stintSeconds >= min(leastStintSeconds, longest) }
    guard let narrowest = worthwhile.map(\.halfWidth).min() else { return nil }
    return worthwhile.filter { $0.halfWidth <= Self.tolerance * narrowest }
      .min { $0.stintSeconds < $1.stintSeconds }
  }

  /// Predicts the curve.
  ///
  /// - Parameters:
  ///   - slices: Nanoseconds per operation of consecutive slices under one condition.
  ///   - sliceSeconds: The length of a slice, in seconds.
  ///   - slicesPerStint: The candidates, each at least 1.
  ///   - plan: The conditions and times of the run.
  ///   - confidence: In 0 ..< 1.
  ///   - random: Draws the places of the pair in each block.
  public init(
    slices: [Double], sliceSeconds: Double, slicesPerStint: [Int], plan: Plan,
    confidence: Double = 0.95, random: inout RandomSource
  ) {
    var points: [Point] = []
    for candidate in slicesPerStint {
      let logRatios = Self.sham(slices, candidate, plan.conditions, &random)
      guard let interval = signedRankInterval(logRatios, confidence: confidence) else { continue }
      let z = normalQuantile((1 + confidence) / 2)
      let spread = interval.halfWidth * Double(logRatios.count).squareRoot() / z
      let stintSeconds = Double(candidate) * sliceSeconds
      points.append(
        Point(
          slicesPerStint: candidate, stintSeconds: stintSeconds, blocksSeen: logRatios.count,
          spread: spread,
          halfWidth: z * spread / plan.blocks(stintSeconds: stintSeconds).squareRoot()))
    }
    self.points = points
    leastStintSeconds = plan.toggleSecondsPerBlock / Double(plan.conditions) / 4
  }

  /// Returns the log ratio of two random stints of each block.
  private static func sham(
    _ slices: [Double], _ slicesPerStint: Int, _ conditions: Int, _ random: inout RandomSource
  ) -> [Double] {
    precondition(slicesPerStint >= 1, "a stint holds at least 1 slice")
    let stints = stride(from: 0, through: slices.count - slicesPerStint, by: slicesPerStint)
      .compactMap { median(Array(slices[$0..<$0 + slicesPerStint])) }
    return stride(from: 0, through: stints.count - conditions, by: conditions).map { first in
      let places = random.shuffled(Array(0..<conditions))
      return log(stints[first + places[1]] / stints[first + places[0]])
    }
  }
}
