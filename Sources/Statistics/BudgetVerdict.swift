// SPDX-License-Identifier: Apache-2.0

/// The verdict on a cost against a threshold. There is no "no overhead".
public enum BudgetVerdict: Sendable, Hashable {
  /// The cost is above the threshold: the interval of confidence 1 − α lies above it.
  case over
  /// The cost is shown to be under the threshold.
  ///
  /// Two one-sided tests, each at α (Schuirmann 1987, J. Pharmacokinet. Biopharm. 15:657): the
  /// interval of confidence 1 − 2α, 90 % for α = 0.05, lies between −threshold and +threshold.
  case under
  /// Neither is shown, or the operation became faster by more than the threshold: no equivalence.
  case inconclusive

  /// Judges a cost by two intervals of it.
  ///
  /// - Parameters:
  ///   - cost: The interval of confidence 1 − α, in the unit of `threshold`.
  ///   - equivalence: The interval of confidence 1 − 2α of the same cost.
  ///   - threshold: Above 0.
  public init(cost: Interval, equivalence: Interval, threshold: Double) {
    precondition(threshold > 0, "a threshold is above 0")
    if cost.low > threshold {
      self = .over
    } else if equivalence.low > -threshold && equivalence.high < threshold {
      self = .under
    } else {
      self = .inconclusive
    }
  }

  /// Judges `contrast` against `threshold`.
  ///
  /// - Parameters:
  ///   - contrast: The contrast; its own confidence plays no part.
  ///   - threshold: The acceptable cost.
  ///   - alpha: 0.05 for a single judgement, `StoppingRule.earlyVerdictAlpha` where each look may
  ///     end the run.
  public init(_ contrast: Contrast, threshold: Threshold, alpha: Double = 0.05) {
    self.init(
      cost: threshold.cost(contrast, confidence: 1 - alpha),
      equivalence: threshold.cost(contrast, confidence: 1 - 2 * alpha), threshold: threshold.value)
  }
}

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
