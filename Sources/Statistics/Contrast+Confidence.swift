// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Contrast {
  /// Returns the interval of ln(condition ÷ reference) at another confidence.
  ///
  /// - Parameter confidence: In 0 ..< 1.
  /// - Returns: Dimensionless; the scale on which sittings are combined.
  public func logRatio(confidence: Double) -> Interval {
    interval(of: loadLogRatios, confidence: confidence)
  }

  /// Returns the relative change, 0.18 for +18 %, with an interval at another confidence.
  ///
  /// - Parameter confidence: In 0 ..< 1.
  /// - Returns: Dimensionless, from the log scale by `expm1`.
  public func ratio(confidence: Double) -> Interval {
    logRatio(confidence: confidence).map { expm1($0) }
  }

  /// Returns the difference in nanoseconds per operation with an interval at another confidence.
  ///
  /// - Parameter confidence: In 0 ..< 1.
  /// - Returns: In nanoseconds per operation.
  public func difference(confidence: Double) -> Interval {
    interval(of: loadDifferences, confidence: confidence)
  }

  private func interval(of values: [Double], confidence: Double) -> Interval {
    guard let interval = studentInterval(values, confidence: confidence) else {
      preconditionFailure("a contrast holds at least 2 loads")
    }
    return interval
  }
}
