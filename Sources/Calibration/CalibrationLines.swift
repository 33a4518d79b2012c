// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// The requirements on a scale, each with its verdict, from the document alone.
struct CalibrationLines {
  let document: CalibrationDocument

  init(_ document: CalibrationDocument) { self.document = document }

  /// The lines of every step that the run came to.
  var all: [CalibrationLine] {
    SameComparisons.Control.allCases.compactMap(calledDifferent)
      + [dummyBias, falseAlarms].compactMap { $0 }
      + [linearity, instructions, slopes].compactMap { $0 }
      + document.planted.map(planted) + [smallestEffect].compactMap { $0 }
      + document.coverage.map(coverage) + [repeatability, sittings, disturbances].compactMap { $0 }
      + [closures, events].compactMap { $0 }
  }

  /// Holds where the estimate is within the bound and the interval not far wider; fails where the
  /// whole interval is beyond it.
  func judge(
    _ interval: Interval, within bound: Double
  ) -> CalibrationLine.Verdict {
    if abs(interval.estimate) <= bound, interval.margin <= 2 * bound { return .holds }
    return interval.low > bound || interval.high < -bound ? .fails : .unknown
  }

  func worst(_ verdicts: [CalibrationLine.Verdict]) -> CalibrationLine.Verdict {
    if verdicts.contains(.fails) { return .fails }
    return verdicts.contains(.unknown) ? .unknown : .holds
  }

  func percent(_ ratio: Interval) -> String {
    "\(decimals(ratio.estimate * 100, 2)) ± \(decimals(ratio.margin * 100, 2)) %"
  }

  /// The verdict where too few are found: a quick run has no verdict on longer tries.
  func missed(_ tries: Int) -> CalibrationLine.Verdict {
    tries == 0 || document.quick ? .unknown : .fails
  }

  /// A number with so many decimals.
  func decimals(_ value: Double, _ count: Int) -> String {
    var power = 1.0
    for _ in 0..<count { power *= 10 }
    let scaled = (abs(value) * power).rounded()
    guard scaled < 9e15 else { return "\(value)" }
    let digits = "\(UInt64(scaled))"
    let padded = String(repeating: "0", count: max(0, count + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "−" : ""
    return count == 0 ? sign + padded : "\(sign)\(padded.dropLast(count)).\(padded.suffix(count))"
  }
}

extension CalibrationDocument {
  /// Judges each line anew.
  public mutating func judge() { lines = CalibrationLines(self).all }
}
