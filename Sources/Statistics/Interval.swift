// SPDX-License-Identifier: Apache-2.0

/// An estimate and the interval around it, all three in the same unit.
///
/// The unit is the one of the values it was made from: nanoseconds, a fraction, a log ratio.
public struct Interval: Sendable, Hashable {
  /// The point estimate. Not always in the middle: a rank interval is not symmetric.
  public var estimate: Double
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// Makes an interval of its three numbers.
  ///
  /// - Parameters:
  ///   - estimate: The point estimate.
  ///   - low: The lower end, at most `high`.
  ///   - high: The upper end.
  public init(estimate: Double, low: Double, high: Double) {
    self.estimate = estimate
    self.low = low
    self.high = high
  }

  /// Makes the symmetric interval `estimate` ± `halfWidth`.
  ///
  /// - Parameters:
  ///   - estimate: The middle.
  ///   - halfWidth: The distance to either end, not negative.
  public init(estimate: Double, halfWidth: Double) {
    self.init(estimate: estimate, low: estimate - halfWidth, high: estimate + halfWidth)
  }

  /// Half the distance between the ends.
  public var halfWidth: Double { (high - low) / 2 }

  /// Whether `value` lies between the ends, which belong to the interval.
  public func contains(_ value: Double) -> Bool { low <= value && value <= high }

  /// Returns the interval on another scale, for example `expm1` from log ratio to relative change.
  ///
  /// - Parameter increasing: A function that never decreases, applied to the three numbers.
  /// - Returns: The interval on the other scale.
  public func map(_ increasing: (Double) -> Double) -> Interval {
    Interval(estimate: increasing(estimate), low: increasing(low), high: increasing(high))
  }

  /// Returns the interval in another unit; a negative factor exchanges the ends.
  ///
  /// - Parameter factor: For example 1 ÷ events per operation, or 100 for percent.
  /// - Returns: The interval in the other unit.
  public func scaled(by factor: Double) -> Interval {
    let ends = (low * factor, high * factor)
    return Interval(
      estimate: estimate * factor, low: min(ends.0, ends.1), high: max(ends.0, ends.1))
  }
}
