// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Workloads

/// Weighs a known weight in quiet, and again while another load runs on purpose.
struct DisturbedScale {
  let weights: WeightBench
  /// A quiet and a disturbed one for each kind of load.
  let repeats: CalibrationPlan.Repeats

  static let multiplies = 256
  /// The least share of its own time that the workload must have had its CPU for.
  static let leastShare = 0.9

  /// Weighs under each kind of load.
  ///
  /// - Throws: What keeps the weight from being attached, or that the user asked to end.
  func run(random: inout RandomSource) throws(WeighingError) -> [Disturbance] {
    let conditions: [Int?] = [0, Self.multiplies]
    let stints = try weights.stints(for: conditions, seconds: repeats.seconds)
    var found: [Disturbance] = []
    for kind in CompetingLoad.Kind.allCases {
      let quiet = try weights.sample(
        conditions, stints: stints, seconds: repeats.seconds, random: &random)
      let load = try CompetingLoad(kind)
      let disturbed = try weights.sample(
        conditions, stints: stints, seconds: repeats.seconds, random: &random)
      load.stop()
      if let result = Self.judge(kind, quiet: quiet, disturbed: disturbed) { found.append(result) }
    }
    return found
  }

  /// On the log scale, since the other load changes how fast the CPU runs: with the other CPU busy the same weight was
  /// seen to take 2 to 3 % less time, and so was the operation that it is on.
  ///
  /// - Returns: `nil` where too many stints were left out.
  private static func judge(
    _ kind: CompetingLoad.Kind, quiet: Sampler.Sample, disturbed: Sampler.Sample
  ) -> Disturbance? {
    let condition = WeightBench.condition(multiplies)
    do throws(StatisticsError) {
      let nothing = WeightBench.condition(0)
      let usual = try quiet.contrast(condition, to: nothing).ratio
      let found = try disturbed.contrast(condition, to: nothing).ratio
      let share = disturbed.raw.shareOfCPU
      var result = Disturbance(
        load: kind.words, disturbed: found, quiet: usual,
        verdict: .wrong)
      if share < leastShare {
        result.verdict = .invalid
        result.reason =
          "the workload had its CPU for \(Int((share * 100).rounded())) % of its time"
      } else if found.low <= usual.high && usual.low <= found.high {
        result.verdict = .held
      }
      return result
    } catch { return nil }
  }
}

extension RawSlices {
  /// CPU time ÷ wall-clock time over all slices: what a workload that never waits had of its CPU.
  var shareOfCPU: Double {
    let slices = loads.flatMap(\.blocks).flatMap(\.stints).flatMap(\.slices)
    let cpu = slices.reduce(Int64(0)) { $0 + $1.cpuNanoseconds }
    let wall = slices.reduce(Int64(0)) { $0 + $1.wallNanoseconds }
    return wall > 0 ? Double(cpu) / Double(wall) : 1
  }
}
