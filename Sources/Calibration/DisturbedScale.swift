// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Workloads

/// Weighs a known weight in quiet, and again while a busy thread competes for a CPU.
struct DisturbedScale {
  let weights: WeightBench
  /// A comparison in quiet and one beside the busy thread, for each of its places.
  let repeats: CalibrationPlan.Repeats

  static let multiplies = 256
  /// The least share of its time for which the workload must have had its CPU.
  static let leastShare = 0.9

  /// Weighs beside the busy thread at each of its places.
  func run(random: inout RandomSource) throws(WeighingError) -> [Disturbance] {
    let conditions: [Int?] = [0, Self.multiplies]
    let stints = try weights.stints(for: conditions, seconds: repeats.seconds)
    var found: [Disturbance] = []
    for place in BusyThread.Place.allCases {
      let quiet = try weights.sample(
        conditions, stints: stints, seconds: repeats.seconds, random: &random)
      let busy = try BusyThread(place)
      let disturbed = try weights.sample(
        conditions, stints: stints, seconds: repeats.seconds, random: &random)
      busy.stop()
      if let result = Self.judge(place, quiet: quiet, disturbed: disturbed) { found.append(result) }
    }
    return found
  }

  /// Compares on the log scale, as a busy thread changes the CPU's speed: with the other CPU busy
  /// the weight took 2 to 3 % less time, and so did the operation that it is on. `nil` where too
  /// many stints were excluded.
  private static func judge(
    _ place: BusyThread.Place, quiet: Sampler.Sample, disturbed: Sampler.Sample
  ) -> Disturbance? {
    let condition = WeightBench.condition(multiplies)
    do throws(StatisticsError) {
      let nothing = WeightBench.condition(0)
      let usual = try quiet.contrast(condition, to: nothing).ratio
      let found = try disturbed.contrast(condition, to: nothing).ratio
      let share = disturbed.raw.shareOfCPU
      var result = Disturbance(load: place.words, disturbed: found, quiet: usual, verdict: .wrong)
      if share < leastShare {
        result.verdict = .invalid
        result.reason = "the workload had its CPU for \(Int((share * 100).rounded())) % of its time"
      } else if found.low <= usual.high && usual.low <= found.high {
        result.verdict = .held
      }
      return result
    } catch { return nil }
  }
}

extension RawSlices {
  /// CPU time ÷ wall-clock time over all slices: a workload's share of its CPU if it never waits.
  var shareOfCPU: Double {
    let slices = loads.flatMap(\.blocks).flatMap(\.stints).flatMap(\.slices)
    let cpu = slices.reduce(Int64(0)) { $0 + $1.cpuNanoseconds }
    let wall = slices.reduce(Int64(0)) { $0 + $1.wallNanoseconds }
    return wall > 0 ? Double(cpu) / Double(wall) : 1
  }
}
