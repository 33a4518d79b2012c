// SPDX-License-Identifier: Apache-2.0

extension Interval {
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
}
