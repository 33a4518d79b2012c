// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Subjects
import Workloads

/// Plants a small known cost on a system call, again and again, and looks for it.
///
/// The call has a weight on it already, so that a few multiplies more are a small share of it and
/// do not hide under the cost of the hook.
struct PlantedSearch {
  let weights: WeightBench
  let repeats: CalibrationPlan.Repeats
  /// Repeats that make one try together.
  let repeatsPerTry: Int
  /// The cost to plant, as a share of the operation.
  let wanted: Double

  /// Multiplies of the weight that the cost is planted on.
  static let baseMultiplies = 512

  /// The tries of a planted cost.
  struct Found {
    var cost: PlantedCost
    /// The repeats whose intervals held the cost.
    var coverage: IntervalCoverage
  }

  /// Looks for the cost.
  func run(
    nanosecondsPerMultiply: Double, random: inout RandomSource
  ) throws(WeighingError) -> Found {
    let base = Self.baseMultiplies
    let extra = try extraMultiplies(nanosecondsPerMultiply)
    let (small, tries) = try compare([base, base + extra], random: &random)
    // The median: one try beside a busy neighbour does not move it.
    let longRun = median(small.map(\.estimate)) ?? 0
    return Found(
      cost: PlantedCost(
        hook: "\(weights.hook)", baseMultiplies: base, extraMultiplies: extra, wanted: wanted,
        longRun: longRun, tries: tries, secondsEach: repeats.seconds * Double(repeatsPerTry)),
      coverage: IntervalCoverage(
        subject: "\(extra) multiplies on \(base)", longRun: longRun, intervals: small))
  }

  /// Compares the second weight with the first, and returns the interval of each repeat and each
  /// try.
  private func compare(
    _ pair: [Int], random: inout RandomSource
  ) throws(WeighingError) -> (repeats: [Interval], tries: [Interval]) {
    let stints = try weights.stints(for: pair, seconds: repeats.seconds)
    let (base, heavier) = (WeightBench.condition(pair[0]), WeightBench.condition(pair[1]))
    var found: (repeats: [Interval], tries: [Interval]) = ([], [])
    var pending: [RawSlices.Load] = []
    let start = weights.bench.environment.now()
    for number in 0..<repeats.count {
      if repeats.isDone(number, after: weights.bench.environment.now() - start) { break }
      var sample = try weights.sample(
        pair, stints: stints, seconds: repeats.seconds, random: &random)
      do throws(StatisticsError) {
        found.repeats.append(try sample.contrast(heavier, to: base).ratio)
        pending += sample.raw.loads
        guard (number + 1).isMultiple(of: repeatsPerTry) else { continue }
        sample.raw.loads = pending
        pending = []
        found.tries.append(try sample.contrast(heavier, to: base).ratio)
      } catch {
        // Every block of a load was excluded for stolen time: it says nothing, either way.
      }
    }
    return found
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
}
