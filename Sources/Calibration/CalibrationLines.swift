// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// Says of each line of what a scale must reach whether it holds, from the document alone.
struct CalibrationLines {
  private let document: CalibrationDocument

  init(_ document: CalibrationDocument) { self.document = document }

  /// Every line that the run came to.
  var all: [CalibrationLine] {
    SameComparisons.Control.allCases.compactMap(calledDifferent)
      + [shamBias, falseAlarms].compactMap { $0 }
      + [linearity, instructions, slopes].compactMap { $0 }
      + document.planted.map(planted) + [smallestEffect].compactMap { $0 }
      + document.coverage.map(coverage) + [repeatability, sittings, disturbances].compactMap { $0 }
      + [closures, events].compactMap { $0 }
  }

  // MARK: Nothing against nothing

  private func calledDifferent(_ control: SameComparisons.Control) -> CalibrationLine? {
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

  private var shamBias: CalibrationLine? {
    let entry = document.same.first { $0.control == .never && $0.workload == "syscall-storm" }
    guard let ratio = entry?.ratio, let nanoseconds = entry?.nanoseconds else { return nil }
    let verdicts = [judge(ratio, within: 0.001), judge(nanoseconds, within: 0.3)]
    return CalibrationLine(
      name: "bias of a sham toggle on a system call", target: "at most 0.1 % and 0.3 ns",
      found: "\(percent(ratio)), \(Words.decimals(nanoseconds.estimate, 2)) ns",
      verdict: worst(verdicts))
  }

  /// Runs that are drawn from few loads are all alike: by chance those loads differ, and then most runs do.
  private static let fewestDrawnFrom = 48

  private var falseAlarms: CalibrationLine? {
    guard let drawn = document.stopping, drawn.runs > 0 else { return nil }
    let share = Double(drawn.calledDifferent) / Double(drawn.runs)
    let missed: CalibrationLine.Verdict = drawn.loads < Self.fewestDrawnFrom ? .unknown : .fails
    return CalibrationLine(
      name: "false alarms under the stopping rule", target: "at most 6 %",
      found: "\(Words.decimals(share * 100, 1)) %", verdict: share <= 0.06 ? .holds : missed,
      note: "\(drawn.runs) runs drawn from \(drawn.loads) loads of \(drawn.workload)")
  }

  // MARK: Known weights

  private var linearity: CalibrationLine? {
    guard let weights = document.weights, let curvature = weights.curvature else { return nil }
    let slopes = weights.slopes.map { Words.decimals($0.estimate, 3) }.joined(separator: ", then ")
    return CalibrationLine(
      name: "128, 256 and 512 multiplies on a straight line", target: "within 3 %",
      found: percent(curvature), verdict: judge(curvature, within: 0.03),
      note: "\(slopes) ns for each multiply")
  }

  private var instructions: CalibrationLine? {
    guard let weights = document.weights else { return nil }
    guard !weights.counted.isEmpty else {
      return CalibrationLine(
        name: "the same in guest instructions", target: "exact", found: "not tried",
        verdict: .unknown, note: weights.countedReason)
    }
    var farthest = 0.0
    var words: [String] = []
    for (kernel, counted) in Dictionary(grouping: weights.counted, by: \.kernel).sorted(by: {
      $0.key < $1.key
    }) {
      // A multiply is one instruction, or so many with what an older JIT puts around it.
      let each = max((counted[0].instructions / Double(counted[0].multiplies)).rounded(), 1)
      let gaps = counted.map { abs($0.instructions - each * Double($0.multiplies)) }
      farthest = max(farthest, gaps.max() ?? 0)
      words.append("\(Words.decimals(each, 0)) for each multiply on \(kernel)")
    }
    return CalibrationLine(
      name: "the same in guest instructions", target: "exact, to 0.001",
      found: "at most \(Words.decimals(farthest, 3)) off",
      verdict: farthest <= 0.001 ? .holds : .fails, note: words.joined(separator: "; "))
  }

  private var slopes: CalibrationLine? {
    guard let outside = document.weights?.outsideSlope, let inside = document.weights?.insideSlope,
      let ratio = document.weights?.slopeResidual
    else { return nil }
    let residual = ClosureResidual(ratio: ratio)
    return CalibrationLine(
      name: "the slope outside against the kernel's own", target: "within 5 %",
      found: percent(residual.ratio),
      verdict: residual.verdict == .closed ? .holds : residual.verdict == .open ? .fails : .unknown,
      note: "\(Words.decimals(outside.estimate, 3)) ns for each multiply outside, "
        + "\(Words.decimals(inside, 3)) inside")
  }

  // MARK: Small costs

  private func planted(_ planted: PlantedCost) -> CalibrationLine {
    let tries = planted.tries.count
    let least = Int((0.95 * Double(tries)).rounded(.up))
    let share = Words.decimals(planted.wanted * 100, 0)
    return CalibrationLine(
      name: "a cost of \(share) % at \(planted.hook), found",
      target: "at least \(least) of \(tries)",
      found: "\(planted.found) of \(tries)",
      verdict: tries > 0 && planted.found >= least ? .holds : missed(tries),
      note: "\(Words.decimals(planted.secondsEach, 1)) s a try; "
        + "\(planted.extraMultiplies) multiplies on \(planted.baseMultiplies), in the long run "
        + "\(Words.decimals(planted.longRun * 100, 2)) %")
  }

  /// Where too few were found: the short tries of a quick run say nothing of longer ones.
  private func missed(_ tries: Int) -> CalibrationLine.Verdict {
    tries == 0 || document.quick ? .unknown : .fails
  }

  private var smallestEffect: CalibrationLine? {
    guard let noise = document.noise else { return nil }
    let effect = noise.smallestDetectableEffect
    return CalibrationLine(
      name: "the smallest effect found in 10 s on a system call", target: "0.3 % or 0.6 ns",
      found: "\(Words.decimals(effect.percent, 2)) %, \(Words.decimals(effect.nanoseconds, 1)) ns",
      verdict: noise.flagged == nil ? .holds : .fails)
  }

  private func coverage(_ coverage: IntervalCoverage) -> CalibrationLine {
    let repeats = coverage.intervals.count
    let expected = ExpectedCount(of: repeats, probability: 0.95)
    return CalibrationLine(
      name: "95 % intervals that hold \(coverage.subject)",
      target: "\(expected.low)–\(expected.high) of \(repeats)",
      found: "\(coverage.held) of \(repeats)",
      verdict: expected.contains(coverage.held) ? .holds : .fails)
  }

  // MARK: Sittings and disturbances

  private var repeatability: CalibrationLine? {
    guard let sittings = document.sittings else { return nil }
    return CalibrationLine(
      name: "repeatability over \(sittings.alone.count) sittings", target: "at most 2 %",
      found: "\(Words.decimals(sittings.spread * 100, 1)) %",
      verdict: sittings.spread <= 0.02 ? .holds : missed(sittings.alone.count),
      note: "\(sittings.subject), \(Words.decimals(sittings.secondsEach, 0)) s a sitting")
  }

  private var sittings: CalibrationLine? {
    guard let sittings = document.sittings else { return nil }
    let count = sittings.alone.count
    let least = Int((0.9 * Double(count)).rounded(.down))
    return CalibrationLine(
      name: "sittings whose interval holds the others' median",
      target: "at least \(least) of \(count)", found: "\(sittings.heldWithTerm) of \(count)",
      verdict: sittings.heldWithTerm >= least ? .holds : .fails,
      note: "\(sittings.heldAlone) of \(count) without a term for what differs between sittings")
  }

  private var disturbances: CalibrationLine? {
    let found = document.disturbances
    guard !found.isEmpty else { return nil }
    let wrong = found.filter { $0.verdict == .wrong }
    let words = found.map { "\($0.load): \($0.verdict.rawValue)" }.joined(separator: "; ")
    return CalibrationLine(
      name: "another load on purpose, confidently wrong", target: "never",
      found: "\(wrong.count) of \(found.count)", verdict: wrong.isEmpty ? .holds : .fails,
      note: words)
  }

  // MARK: Probes

  private var closures: CalibrationLine? {
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

  private var events: CalibrationLine? {
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

  // MARK: Judging

  /// Holds where the estimate is within the bound and the interval is not far wider; fails where the whole
  /// interval is beyond it.
  private func judge(
    _ interval: Interval, within bound: Double
  ) -> CalibrationLine.Verdict {
    if abs(interval.estimate) <= bound, interval.margin <= 2 * bound { return .holds }
    return interval.low > bound || interval.high < -bound ? .fails : .unknown
  }

  private func worst(_ verdicts: [CalibrationLine.Verdict]) -> CalibrationLine.Verdict {
    if verdicts.contains(.fails) { return .fails }
    return verdicts.contains(.unknown) ? .unknown : .holds
  }

  private func percent(_ ratio: Interval) -> String {
    "\(Words.decimals(ratio.estimate * 100, 2)) ± \(Words.decimals(ratio.margin * 100, 2)) %"
  }
}

extension CalibrationDocument {
  /// Says of each line whether it holds, after something was found.
  public mutating func judge() { lines = CalibrationLines(self).all }
}

/// Numbers in the words of a line.
private enum Words {
  /// With so many decimals.
  static func decimals(_ value: Double, _ count: Int) -> String {
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
