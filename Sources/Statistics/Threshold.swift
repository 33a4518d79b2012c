// SPDX-License-Identifier: Apache-2.0

/// The cost that is still acceptable: a budget.
public enum Threshold: Sendable, Hashable {
  /// A relative change, 0.01 for 1 %, above 0.
  case ratio(Double)
  /// Nanoseconds per operation, above 0.
  case nanoseconds(Double)

  /// The number, in the unit of its case.
  var value: Double {
    switch self {
    case .ratio(let value), .nanoseconds(let value): value
    }
  }

  /// Returns the cost of `contrast` in the unit of this threshold.
  func cost(_ contrast: Contrast, confidence: Double) -> Interval {
    switch self {
    case .ratio: contrast.ratio(confidence: confidence)
    case .nanoseconds: contrast.difference(confidence: confidence)
    }
  }
}
