// SPDX-License-Identifier: Apache-2.0

/// The mean of some values and its standard error, both in their unit.
struct MeanAndError {
  var mean: Double
  /// The sample standard deviation ÷ √n.
  var standardError: Double
  /// n − 1.
  var degreesOfFreedom: Double

  /// - Returns: `nil` when there are fewer than 2 values or one is not finite.
  init?(_ values: [Double]) {
    guard values.count >= 2, values.allSatisfy(\.isFinite) else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardError = (squares / (count - 1) / count).squareRoot()
    degreesOfFreedom = count - 1
  }
}

/// Returns Student's interval for the mean behind `values`: mean ± t · s / √n.
///
/// Student 1908 (Biometrika 6:1). Assumes independent values whose mean is about normal. Loads are
/// such values; the blocks of one load are not.
/// - Parameters:
///   - values: In any order and unit, one independent value each.
///   - confidence: In 0 ..< 1, for example 0.95.
/// - Returns: In the unit of `values`; `nil` when there are fewer than 2 or one is not finite.
public func studentInterval(_ values: [Double], confidence: Double = 0.95) -> Interval? {
  checkConfidence(confidence)
  return MeanAndError(values).map { summary in
    let t = studentQuantile((1 + confidence) / 2, degreesOfFreedom: summary.degreesOfFreedom)
    return Interval(estimate: summary.mean, halfWidth: t * summary.standardError)
  }
}

/// Returns the p value of Student's test that the mean behind `values` is `mean`, against that it
/// differs either way.
///
/// It rejects at α exactly where `studentInterval` of confidence 1 − α leaves `mean` out.
/// - Parameters:
///   - values: In any order and unit, one independent value each.
///   - mean: In the unit of `values`.
/// - Returns: In 0 ... 1; `nil` when there are fewer than 2 values or one is not finite.
public func studentPValue(_ values: [Double], mean: Double = 0) -> Double? {
  guard let summary = MeanAndError(values) else { return nil }
  let gap = summary.mean - mean
  // Equal values: no spread, and the statistic is 0 ÷ 0 or endless.
  let t = gap == 0 ? 0 : gap / summary.standardError
  return 2 * studentUpperTail(abs(t), degreesOfFreedom: summary.degreesOfFreedom)
}
