// SPDX-License-Identifier: Apache-2.0

/// An estimate and the interval that says how far it can be trusted, all in the same unit.
///
/// The unit is the one of the values it was made from: nanoseconds, a fraction, a log ratio.
public struct Interval: Codable, Sendable, Hashable {
  /// The point estimate. Not always in the middle: a rank interval is not symmetric.
  public var estimate: Double
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double
  /// How often an interval made this way covers the truth, in 0 ..< 1, for example 0.95.
  public var confidence: Double

  /// Makes an interval of its three numbers.
  ///
  /// - Parameters:
  ///   - estimate: The point estimate.
  ///   - low: The lower end, at most `high`.
  ///   - high: The upper end.
  ///   - confidence: In 0 ..< 1.
  public init(estimate: Double, low: Double, high: Double, confidence: Double = 0.95) {
    self.estimate = estimate
    self.low = low
    self.high = high
    self.confidence = confidence
  }

  /// Makes the symmetric interval `estimate` ± `halfWidth`.
  ///
  /// - Parameters:
  ///   - estimate: The middle.
  ///   - halfWidth: The distance to either end, not negative.
  public init(estimate: Double, halfWidth: Double) {
    self.init(estimate: estimate, low: estimate - halfWidth, high: estimate + halfWidth)
  }

  /// Makes the interval of a number that is known exactly, or has no spread of its own.
  package init(exactly value: Double) { self.init(estimate: value, low: value, high: value) }

  /// Nothing, and that is certain.
  package static let zero = Interval(exactly: 0)

  /// Half the distance between the ends.
  public var halfWidth: Double { (high - low) / 2 }

  /// The distance from the estimate to the farther end: the number printed after ±.
  public var margin: Double { max(high - estimate, estimate - low) }

  /// Whether `value` lies between the ends, which belong to the interval.
  public func contains(_ value: Double) -> Bool { low <= value && value <= high }

  /// Whether no effect at all is inside the interval.
  public var containsZero: Bool { contains(0) }
}
