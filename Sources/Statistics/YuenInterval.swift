// SPDX-License-Identifier: Apache-2.0

/// Returns the trimmed t interval for the trimmed mean behind `values`, a check beside
/// `signedRankInterval`.
///
/// Yuen 1974 (Biometrika 61:165), for one sample (Tukey & McLaughlin 1963): g = ⌊trim · n⌋ values
/// fall off at each end; the standard error is √(SSD(winsorised) / (h(h − 1))) with h = n − 2g, and
/// t has h − 1 degrees of freedom.
/// - Parameters:
///   - values: In any order and unit, one independent value each.
///   - trim: The fraction that falls off at each end, in 0 ..< 0.5.
///   - confidence: In 0 ..< 1, for example 0.95.
/// - Returns: In the unit of `values`; `nil` when fewer than 2 are left or one is not finite.
public func yuenInterval(
  _ values: [Double], trim: Double = 0.2, confidence: Double = 0.95
) -> Interval? {
  precondition(trim >= 0 && trim < 0.5, "a trim is in 0 ..< 0.5")
  checkConfidence(confidence)
  guard let ordered = ascending(values) else { return nil }
  let cut = Int(trim * Double(ordered.count))
  let kept = ordered[cut..<(ordered.count - cut)]
  guard kept.count >= 2 else { return nil }
  let left = Double(kept.count)
  let trimmedMean = kept.reduce(0, +) / left
  let winsorised = ordered.map { min(max($0, ordered[cut]), ordered[ordered.count - cut - 1]) }
  let winsorisedMean = winsorised.reduce(0, +) / Double(winsorised.count)
  let squares = winsorised.reduce(0) { $0 + ($1 - winsorisedMean) * ($1 - winsorisedMean) }
  let t = studentQuantile((1 + confidence) / 2, degreesOfFreedom: left - 1)
  return Interval(
    estimate: trimmedMean, halfWidth: t * (squares / (left * (left - 1))).squareRoot())
}
