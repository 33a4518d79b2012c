// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// Comparisons of nothing with nothing, and of small costs.
extension CalibrationLines {
  func calledDifferent(_ control: SameComparisons.Control) -> CalibrationLine? {
    let same = document.same.filter { $0.control == control }
    let (trials, different) = same.reduce((0, 0)) {
      ($0.0 + $1.pValues.count, $0.1 + $1.calledDifferent)
    }
    guard trials > 0 else { return nil }
    let expected = ExpectedCount(of: trials, probability: 0.05)
    let missing = same.filter { $0.reason != nil }.map(\.workload)
    return CalibrationLine(
      name: control == .off
        ? "off against off, called different at 95 %" : "a sham toggle, called different at 95 %",
      target: "\(expected.low)–\(expected.high) of \(trials)", found: "\(different) of \(trials)",
      verdict: expected.contains(different) ? .holds : .fails,
      note: missing.isEmpty ? nil : "without \(missing.joined(separator: ", ")), which failed")
  }

  var dummyBias: CalibrationLine? {
    let entry = document.same.first { $0.control == .never && $0.workload == "syscall-storm" }
    guard let ratio = entry?.ratio, let nanoseconds = entry?.nanoseconds else { return nil }
    let verdicts = [judge(ratio, within: 0.001), judge(nanoseconds, within: 0.3)]
    return CalibrationLine(
      name: "bias of a sham toggle on a system call", target: "at most 0.1 % and 0.3 ns",
      found: "\(percent(ratio)), \(decimals(nanoseconds.estimate, 2)) ns", verdict: worst(verdicts))
  }

  /// Runs that are drawn from few loads are all alike: by chance those loads differ, and then most
  /// runs do.
  private static let fewestDrawnFrom = 48

  var falseAlarms: CalibrationLine? {
    guard let drawn = document.stopping, drawn.runs > 0 else { return nil }
    let share = Double(drawn.calledDifferent) / Double(drawn.runs)
    let missed: CalibrationLine.Verdict = drawn.loads < Self.fewestDrawnFrom ? .unknown : .fails
    return CalibrationLine(
      name: "false alarms under the stopping rule", target: "at most 6 %",
      found: "\(decimals(share * 100, 1)) %", verdict: share <= 0.06 ? .holds : missed,
      note: "\(drawn.runs) runs drawn from \(drawn.loads) loads of \(drawn.workload)")
  }

  func planted(_ planted: PlantedCost) -> CalibrationLine {
    let tries = planted.tries.count
    let least = Int((0.95 * Double(tries)).rounded(.up))
    let share = decimals(planted.wanted * 100, 0)
    return CalibrationLine(
      name: "a cost of \(share) % at \(planted.hook), found",
      target: "at least \(least) of \(tries)", found: "\(planted.found) of \(tries)",
      verdict: tries > 0 && planted.found >= least ? .holds : missed(tries),
      note: "\(decimals(planted.secondsEach, 1)) s a try; "
        + "\(planted.extraMultiplies) multiplies on \(planted.baseMultiplies), in the long run "
        + "\(decimals(planted.longRun * 100, 2)) %")
  }

  var smallestEffect: CalibrationLine? {
    guard let noise = document.noise else { return nil }
    let effect = noise.smallestDetectableEffect
    return CalibrationLine(
      name: "the smallest effect found in 10 s on a system call", target: "0.3 % or 0.6 ns",
      found: "\(decimals(effect.percent, 2)) %, \(decimals(effect.nanoseconds, 1)) ns",
      verdict: noise.flagged == nil ? .holds : .fails)
  }

  func coverage(_ coverage: IntervalCoverage) -> CalibrationLine {
    let repeats = coverage.intervals.count
    let expected = ExpectedCount(of: repeats, probability: 0.95)
    return CalibrationLine(
      name: "95 % intervals that hold \(coverage.subject)",
      target: "\(expected.low)–\(expected.high) of \(repeats)",
      found: "\(coverage.held) of \(repeats)",
      verdict: expected.contains(coverage.held) ? .holds : .fails)
  }
}
