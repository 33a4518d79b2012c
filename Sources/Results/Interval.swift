// SPDX-License-Identifier: Apache-2.0

/// An estimate and the interval that says how far it can be trusted.
public struct Interval: Codable, Hashable, Sendable {
  /// The best single value, in the unit of the field that holds the interval.
  public var estimate: Double
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double
  /// How often an interval made this way covers the truth, in 0 ..< 1, for example 0.95.
  public var confidence: Double

  /// Makes an interval.
  public init(estimate: Double, low: Double, high: Double, confidence: Double = 0.95) {
    self.estimate = estimate
    self.low = low
    self.high = high
    self.confidence = confidence
  }

  /// How far the farther end is from the estimate: what is printed after ±.
  public var halfWidth: Double { max(high - estimate, estimate - low) }

  /// Whether no effect at all is inside the interval.
  public var containsZero: Bool { low <= 0 && high >= 0 }
}
