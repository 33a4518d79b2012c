// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Returns an interval for the median of `values` from two of their order statistics.
///
/// The k-th smallest and the k-th largest value, with k from the binomial distribution of a sign
/// test: no assumption about the shape of the distribution. Wider than `signedRankInterval`, and
/// unmoved where more than a tenth of a few values is wild.
/// - Parameters:
///   - values: In any order and unit, one independent value each.
///   - confidence: In 0 ..< 1, for example 0.95.
/// - Returns: Around the median, in the unit of `values`; `nil` when there are too few of them for
///   any interval (fewer than 6 at 0.95), or one is not finite.
public func signInterval(_ values: [Double], confidence: Double = 0.95) -> Interval? {
  checkConfidence(confidence)
  guard let ordered = ascending(values) else { return nil }
  let rank = signRank(valueCount: ordered.count, tail: (1 - confidence) / 2)
  guard rank >= 1 else { return nil }
  return Interval(
    estimate: quantile(ofAscending: ordered, 0.5),
    low: ordered[rank - 1], high: ordered[ordered.count - rank])
}

/// Returns the largest k with P(B ≤ k − 1) ≤ `tail`, B binomial of `valueCount` fair coins.
///
/// The probabilities are followed as logarithms, as 2⁻ⁿ is below the smallest Double from n = 1075.
private func signRank(valueCount: Int, tail: Double) -> Int {
  var logProbability = -Double(valueCount) * log(2)
  var cumulated = 0.0
  var rank = 0
  while rank <= valueCount {
    cumulated += exp(logProbability)
    guard cumulated <= tail else { return rank }
    logProbability += log(Double(valueCount - rank)) - log(Double(rank + 1))
    rank += 1
  }
  return rank
}
