// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Subjects
import Workloads

/// Plants a small known cost on a system call, again and again, and looks for it.
///
/// The call has a weight on it already, so that a few multiplies more are a small share of it and do not hide
/// under what the hook does.
struct PlantedSearch {
  let weights: WeightBench
  let repeats: CalibrationPlan.Repeats
  /// Repeats that make one try together.
  let repeatsPerTry: Int
  /// What to plant, as a share of the operation.
  let wanted: Double

  /// Multiplies of the weight that it is planted on.
  static let baseMultiplies = 512

  /// What was found.
  struct Found {
    var cost: PlantedCost
    /// How often the intervals of the repeats held it.
    var coverage: IntervalCoverage
  }

  /// Looks for it.
  ///
  /// - Parameters:
  ///   - nanosecondsPerMultiply: The slope of the known weights.
  ///   - random: The order of the conditions.
  /// - Returns: What was found.
  /// - Throws: What keeps the weights from being attached, or that the user asked to end.
  func run(
    nanosecondsPerMultiply: Double, random: inout RandomSource
  ) throws(WeighingError) -> Found {
    let base = Self.baseMultiplies
    let extra = try extraMultiplies(nanosecondsPerMultiply)
    let conditions: [Int?] = [base, base + extra]
    let stints = try weights.stints(for: conditions, seconds: repeats.seconds)
    var small: [Contrast] = []
    var tries: [Interval] = []
    var pending: [RawSlices.Load] = []
    let start = weights.bench.environment.now()
    for number in 0..<repeats.count {
      if repeats.isDone(number, after: weights.bench.environment.now() - start) { break }
      var sample = try weights.sample(
        conditions, stints: stints, seconds: repeats.seconds, random: &random)
      do throws(StatisticsError) {
        small.append(
          try sample.contrast(WeightBench.condition(base + extra), to: WeightBench.condition(base)))
        pending += sample.raw.loads
        guard (number + 1).isMultiple(of: repeatsPerTry) else { continue }
        sample.raw.loads = pending
        pending = []
        let contrast = try sample.contrast(
          WeightBench.condition(base + extra), to: WeightBench.condition(base))
        tries.append(contrast.ratio)
      } catch {
        // Every block of a load was excluded for stolen time: it says nothing, either way.
      }
    }
    let cost = PlantedCost(
      hook: "\(weights.hook)", baseMultiplies: base, extraMultiplies: extra, wanted: wanted,
      longRun: Self.longRun(small), tries: tries,
      secondsEach: repeats.seconds * Double(repeatsPerTry))
    return Found(
      cost: cost,
      coverage: Self.coverage("\(extra) multiplies on \(base)", small))
  }

  private func extraMultiplies(_ slope: Double) throws(WeighingError) -> Int {
    let running = try weights.bench.start(.syscallStorm)
    let base = try weights.loaded(Self.baseMultiplies)
    let length = try base.whileAttached { () throws(WeighingError) in
      try Calibrator.operationNanoseconds(of: running)
    }
    let extra = Int((wanted * length / max(slope, 0.01)).rounded())
    return min(max(extra, 1), KnownWeight.most - Self.baseMultiplies)
  }

  /// The median of all estimates: one try beside a busy neighbour does not move it.
  private static func longRun(_ contrasts: [Contrast]) -> Double {
    median(contrasts.map(\.ratio.estimate)) ?? 0
  }

  private static func coverage(
    _ subject: String, _ contrasts: [Contrast]
  ) -> IntervalCoverage {
    IntervalCoverage(
      subject: subject, longRun: longRun(contrasts),
      intervals: contrasts.map(\.ratio))
  }
}
