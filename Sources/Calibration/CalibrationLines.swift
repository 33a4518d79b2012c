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
  func judge(_ interval: Interval, within bound: Double) -> CalibrationLine.Verdict {
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

  var closures: CalibrationLine? {
    let compared = document.closures.filter { $0.residual != nil }
    guard !compared.isEmpty else { return nil }
    let closed = compared.count { $0.verdict == .closed }
    let open = compared.filter { $0.verdict == .open }.map(\.probe)
    let unknown = compared.filter { $0.verdict == .unknown }.map(\.probe)
    var notes: [String] = []
    if !open.isEmpty { notes.append("differ by more: \(open.joined(separator: ", "))") }
    if !unknown.isEmpty {
      notes.append("measured too coarsely to tell: \(unknown.joined(separator: ", "))")
    }
    return CalibrationLine(
      name: "probes whose cost outside is the cost inside", target: "all within 5 %",
      found: "\(closed) of \(compared.count)",
      verdict: !open.isEmpty ? .fails : unknown.isEmpty ? .holds : .unknown,
      note: notes.isEmpty ? nil : notes.joined(separator: "; "))
  }

  var events: CalibrationLine? {
    let checked = document.closures.filter { $0.isExact != nil }
    guard !checked.isEmpty else { return nil }
    let exact = checked.count { $0.isExact == true }
    return CalibrationLine(
      name: "events as caused", target: "exact for every probe",
      found: "\(exact) of \(checked.count)", verdict: exact == checked.count ? .holds : .fails,
      note: inexact(checked))
  }

  /// Which probes lost events or reported them wrongly, and what of it no probe could have seen.
  private func inexact(_ checked: [ProbeClosure]) -> String? {
    let names = checked.filter { $0.isExact == false }.map(\.probe)
    guard !names.isEmpty else { return nil }
    guard let spots = document.blindSpots, !spots.isEmpty else {
      return names.joined(separator: ", ")
    }
    return "\(names.joined(separator: ", ")); \(BlindSpot.sentence(spots))"
  }
}

extension CalibrationDocument {
  /// Judges each line anew.
  public mutating func judge() { lines = CalibrationLines(self).all }
}
