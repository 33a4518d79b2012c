// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

extension Cell {
  /// One cell for the same cell weighed in several sittings, none of which is empty.
  ///
  /// Estimates become their median, intervals span all ends (sittings differ by more than one's
  /// interval says); counts are summed; of noise floors and residuals the worst is kept.
  init(over cells: [Cell]) {
    self = cells[0]
    guard cells.count > 1 else { return }
    sittings = Array(Set(cells.flatMap(\.sittings))).sorted()
    base = Interval(spanning: cells.compactMap(\.base))
    dispatch = Interval(spanning: cells.compactMap(\.dispatch))
    program = Interval(spanning: cells.compactMap(\.program))
    total = Interval(spanning: cells.compactMap(\.total))
    bystanderCost = Interval(spanning: cells.compactMap(\.bystanderCost))
    contrasts = contrasts.map { contrast in
      ConditionCost(spanning: cells.compactMap { $0.contrast(contrast.condition) }) ?? contrast
    }
    let floors = cells.compactMap(\.noiseFloor)
    noiseFloor = floors.max { $0.nanoseconds < $1.nanoseconds }
    reader?.cpuNanosecondsPerEvent = Interval(
      spanning: cells.compactMap(\.reader?.cpuNanosecondsPerEvent))
    inside = cells.compactMap(\.inside).max { abs($0.residualRatio) < abs($1.residualRatio) }
    fidelity = Fidelity(over: cells.compactMap(\.fidelity))
    loads = cells.map(\.loads).reduce(0, +)
    stints = cells.map(\.stints).reduce(0, +)
    excludedStints = cells.map(\.excludedStints).reduce(0, +)
    raw = RawSlices(conditions: [])
  }
}

extension Interval {
  /// The median of the estimates and the span of the intervals; `nil` without any.
  fileprivate init?(spanning intervals: [Interval]) {
    let estimates = intervals.map(\.estimate).sorted()
    guard let low = intervals.map(\.low).min(), let high = intervals.map(\.high).max() else {
      return nil
    }
    let upper = estimates[estimates.count / 2]
    let lower = estimates[(estimates.count - 1) / 2]
    self.init(
      estimate: (lower + upper) / 2, low: low, high: high,
      confidence: intervals.map(\.confidence).min() ?? 0)
  }
}

extension ConditionCost {
  fileprivate init?(spanning contrasts: [ConditionCost]) {
    guard let condition = contrasts.first?.condition,
      let nanoseconds = Interval(spanning: contrasts.map(\.nanoseconds)),
      let ratio = Interval(spanning: contrasts.map(\.ratio)),
      let quiet = Interval(spanning: contrasts.map(\.quietNanoseconds))
    else { return nil }
    self.init(condition: condition, nanoseconds: nanoseconds, ratio: ratio, quietNanoseconds: quiet)
  }
}

extension Fidelity {
  /// The sums, and the worst verdict; `nil` without any.
  fileprivate init?(over all: [Fidelity]) {
    let worstFirst: [Verdict] = [.wrong, .lossy, .exact]
    guard let verdict = worstFirst.first(where: { all.map(\.verdict).contains($0) }) else {
      return nil
    }
    self.init(
      Counts(over: all.map(\.counts)), verdict: verdict,
      note: all.first { $0.verdict == verdict && $0.note != nil }?.note)
    let spots = Set(all.flatMap { $0.blindSpots ?? [] })
    blindSpots = spots.isEmpty ? nil : spots.sorted { ($0.pid, $0.turns) < ($1.pid, $1.turns) }
  }

  private var counts: Counts {
    Counts(caused: caused, reported: reported, lost: lost, wrong: wrong)
  }
}

extension Fidelity.Counts {
  /// The sums.
  fileprivate init(over all: [Fidelity.Counts]) {
    self.init(
      caused: all.map(\.caused).reduce(0, &+), reported: all.map(\.reported).reduce(0, &+),
      lost: all.map(\.lost).reduce(0, &+), wrong: all.map(\.wrong).reduce(0, &+))
  }
}
