// SPDX-License-Identifier: Apache-2.0

/// Returns Wilcoxon's signed-rank interval around the Hodges–Lehmann estimate of `values`.
///
/// The ends are the k-th smallest and k-th largest of the averages of all pairs (Hollander & Wolfe
/// 1999, section 3.3; `wilcox.test` of R). Where the order inside each block is drawn at random it
/// is exact whatever the noise, as the sign of each difference is then a fair coin by design. It
/// assumes symmetry otherwise; it needs no finite variance. The confidence is the nominal one or
/// more, as the distribution is discrete.
/// - Parameters:
///   - values: In any order and unit, one independent value each.
///   - confidence: In 0 ..< 1, for example 0.95.
/// - Returns: In the unit of `values`; `nil` when there are too few of them for any interval (fewer
///   than 6 at 0.95), or one is not finite.
public func signedRankInterval(_ values: [Double], confidence: Double = 0.95) -> Interval? {
  guard let averages = WalshAverages(values),
    let rank = SignedRank.rank(valueCount: values.count, confidence: confidence)
  else { return nil }
  return Interval(
    estimate: averages.median, low: averages.smallest(rank), high: averages.largest(rank))
}

/// The distribution of Wilcoxon's signed-rank sum under the null hypothesis.
enum SignedRank {
  /// The largest number of values for which the distribution is computed exactly.
  static let largestExactCount = 50

  /// Returns the rank, from either end, of the averages that end the interval: the largest k with
  /// P(W ≤ k − 1) ≤ (1 − confidence) / 2; `nil` when not even 1 has that probability.
  static func rank(valueCount: Int, confidence: Double) -> Int? {
    checkConfidence(confidence)
    let tail = (1 - confidence) / 2
    let rank =
      valueCount <= largestExactCount
      ? exactRank(valueCount: valueCount, tail: tail)
      : approximateRank(valueCount: valueCount, tail: tail)
    return rank >= 1 ? rank : nil
  }

  /// Walks up the exact distribution until the tail is used up.
  static func exactRank(valueCount: Int, tail: Double) -> Int {
    var cumulated = 0.0
    var rank = 0
    for probability in probabilities(valueCount: valueCount) {
      cumulated += probability
      guard cumulated <= tail else { break }
      rank += 1
    }
    return rank
  }

  /// The normal approximation with continuity correction: mean n(n+1)/4, variance
  /// n(n+1)(2n+1)/24 (Hollander & Wolfe 1999, section 3.1).
  static func approximateRank(valueCount: Int, tail: Double) -> Int {
    let n = Double(valueCount)
    let mean = n * (n + 1) / 4
    let deviation = (n * (n + 1) * (2 * n + 1) / 24).squareRoot()
    return Int((mean + normalQuantile(tail) * deviation + 0.5).rounded(.down))
  }

  /// The probabilities of the sums 0 ... n(n+1)/2; each rank is in the sum with one half.
  static func probabilities(valueCount: Int) -> [Double] {
    var probabilities = [Double](repeating: 0, count: valueCount * (valueCount + 1) / 2 + 1)
    probabilities[0] = 1
    var largest = 0
    for rank in 1...max(valueCount, 1) where rank <= valueCount {
      largest += rank
      for sum in stride(from: largest, through: 0, by: -1) {
        let withRank = sum >= rank ? probabilities[sum - rank] : 0
        probabilities[sum] = (probabilities[sum] + withRank) / 2
      }
    }
    return probabilities
  }
}

/// Stops the program when `confidence` is not in 0 ..< 1: a bug of the caller.
func checkConfidence(_ confidence: Double) {
  precondition(confidence >= 0 && confidence < 1, "a confidence is in 0 ..< 1")
}
