// SPDX-License-Identifier: Apache-2.0

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
