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

extension Interval {
  /// Returns the interval on another scale, for example `expm1` from log ratio to relative change.
  ///
  /// - Parameter increasing: A function that never decreases, applied to the three numbers.
  /// - Returns: The interval on the other scale.
  public func map(_ increasing: (Double) -> Double) -> Interval {
    Interval(
      estimate: increasing(estimate), low: increasing(low), high: increasing(high),
      confidence: confidence)
  }

  /// Returns the interval in another unit; a negative factor exchanges the ends.
  ///
  /// - Parameter factor: For example 1 ÷ events per operation, or 100 for percent.
  /// - Returns: The interval in the other unit.
  public func times(_ factor: Double) -> Interval {
    let ends = (low * factor, high * factor)
    return Interval(
      estimate: estimate * factor, low: min(ends.0, ends.1), high: max(ends.0, ends.1),
      confidence: confidence)
  }

  /// Returns the interval of the difference of two quantities that were estimated independently.
  ///
  /// Half-widths add as squares, as standard errors do (both intervals at one confidence).
  /// - Parameter other: What is taken away, in the same unit.
  /// - Returns: In the same unit.
  public func subtracting(_ other: Interval) -> Interval {
    Interval(
      estimate: estimate - other.estimate,
      halfWidth: (halfWidth * halfWidth + other.halfWidth * other.halfWidth).squareRoot())
  }

  /// The interval of a quantity that cannot be below zero: negative numbers become 0.
  package var fromZero: Interval { map { max(0, $0) } }

  /// Returns the product of two independent quantities: relative half-widths add as squares.
  package func times(_ other: Interval) -> Interval {
    let product = estimate * other.estimate
    func reach(_ end: (Interval) -> Double) -> Double {
      let one = (end(self) - estimate) * other.estimate
      let two = (end(other) - other.estimate) * estimate
      return (one * one + two * two).squareRoot()
    }
    return Interval(
      estimate: product, low: product - reach(\.low), high: product + reach(\.high),
      confidence: confidence)
  }

  /// Returns the sum of two quantities whose errors go together: their ends add.
  package func alongside(_ other: Interval) -> Interval {
    Interval(
      estimate: estimate + other.estimate, low: low + other.low, high: high + other.high,
      confidence: confidence)
  }

  /// Returns the sum of two independent quantities: the distances to their ends add as squares.
  package func plus(_ other: Interval) -> Interval {
    func reach(_ end: (Interval) -> Double) -> Double {
      let one = end(self) - estimate, two = end(other) - other.estimate
      return (one * one + two * two).squareRoot()
    }
    let sum = estimate + other.estimate
    return Interval(
      estimate: sum, low: sum - reach(\.low), high: sum + reach(\.high), confidence: confidence)
  }
}
