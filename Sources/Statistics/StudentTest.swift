// SPDX-License-Identifier: Apache-2.0

/// Which way the mean differs under the alternative of a test.
public enum Alternative: Sendable, Hashable {
  /// Either way.
  case different
  /// The mean is above the one tested against.
  case greater
  /// The mean is below the one tested against.
  case less
}

/// Returns the p value of Student's test that the mean behind `values` is `mean`.
///
/// It rejects at α exactly where `studentInterval` of confidence 1 − α leaves `mean` out. For
/// `holm` and `benjaminiHochberg` over cells: give it `Contrast.loadLogRatios`.
/// - Parameters:
///   - values: In any order and unit, one independent value each.
///   - mean: In the unit of `values`: 0, or a threshold.
///   - alternative: Which way counts.
/// - Returns: In 0 ... 1; `nil` when there are fewer than 2 values or one is not finite.
public func studentPValue(
  _ values: [Double], mean: Double = 0, alternative: Alternative = .different
) -> Double? {
  guard let summary = MeanAndError(values) else { return nil }
  let gap = summary.mean - mean
  // Equal values: no spread, and the statistic is 0 ÷ 0 or endless.
  let t = gap == 0 ? 0 : gap / summary.standardError
  let freedom = summary.degreesOfFreedom
  return switch alternative {
  case .different: 2 * studentUpperTail(abs(t), degreesOfFreedom: freedom)
  case .greater: studentUpperTail(t, degreesOfFreedom: freedom)
  case .less: studentUpperTail(-t, degreesOfFreedom: freedom)
  }
}
