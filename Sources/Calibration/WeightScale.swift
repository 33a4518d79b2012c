// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Subjects
import Workloads

/// Weighs the known weights from the outside, and from the inside with the kernel's statistics.
struct WeightScale {
  let weights: WeightBench
  let seconds: Double

  private static let multiplies = KnownWeight.ladder

  /// Weighs each load from the inside and then from the outside, with its programs at the same
  /// place and the CPU at the same speed.
  func run(random: inout RandomSource) throws(WeighingError) -> KnownWeights {
    let all = [0] + Self.multiplies
    let stints = try weights.stints(for: all, seconds: seconds)
    let sampler = Sampler(
      stints: stints, environment: weights.bench.environment,
      // More loads than elsewhere, as the place of a program in memory matters here.
      loads: 2 * weights.bench.loads, seconds: seconds)
    var inside: [[Double]] = []
    var insideRandom = random.split()
    let sample = try sampler.sample(random: &random) { () throws(WeighingError) in
      let loaded = try all.map { multiplies throws(WeighingError) in
        try weights.loaded(multiplies)
      }
      let running = try weights.bench.start(.syscallStorm)
      inside.append(try insideNanoseconds(of: loaded, running, random: &insideRandom))
      return SampledLoad(conditions: loaded, workload: running)
    }
    let contrasts: [Contrast]
    do throws(StatisticsError) {
      contrasts = try Self.multiplies.map { multiplies throws(StatisticsError) in
        try sample.contrast(WeightBench.condition(multiplies), to: WeightBench.condition(0))
      }
    } catch { throw .tooLittle(of: "the weights", error) }
    return known(contrasts, inside: inside)
  }

  /// Fits the weights to a line. `inside` has a run's time by load and program, the one without a
  /// multiply first.
  private func known(_ contrasts: [Contrast], inside: [[Double]]) -> KnownWeights {
    let loads = contrasts.map(\.loads).min() ?? 0
    let rows = (0..<loads).map { load in contrasts.map { $0.loadDifferences[load] } }
    let units = Self.multiplies.map(Double.init)
    let line = WeightLine(weights: units, loads: rows)
    let insideRows = inside.map { row in row.dropFirst().map { $0 - row[0] } }
    let points = contrasts.indices.map { index in
      KnownWeights.Point(
        multiplies: Self.multiplies[index], outside: contrasts[index].difference,
        inside: median(insideRows.map { $0[index] }))
    }
    let insideSlopes = insideRows.map { leastSquaresSlope(units, $0) }
    // Where a load was left out, as all of its stints were stolen, the two do not match.
    let pairs =
      rows.count == insideSlopes.count
      ? zip(rows, insideSlopes).map {
        ClosureResidual.Pair(outside: leastSquaresSlope(units, $0), inside: $1)
      } : []
    return KnownWeights(
      hook: "\(weights.hook)", points: points, slopes: line?.slopes ?? [],
      curvature: line?.curvature, outsideSlope: line?.slope, insideSlope: median(insideSlopes),
      slopeResidual: ClosureResidual(pairs: pairs)?.ratio)
  }

  /// Measures `run_time_ns ÷ run_cnt` of each weight of a load: the median over short pieces, as
  /// the kernel's mean also holds interrupts and other tasks.
  private func insideNanoseconds(
    of loaded: [SubjectCondition], _ running: RunningWorkload, random: inout RandomSource
  ) throws(WeighingError) -> [Double] {
    let statistics = try askingKernel { () throws(BPFError) in try KernelStatistics() }
    var found = [Double](repeating: 0, count: loaded.count)
    for index in random.shuffled(Array(loaded.indices)) {
      if weights.bench.environment.isInterrupted() { throw .interrupted }
      found[index] = try loaded[index].whileAttached { () throws(WeighingError) in
        var pieces: [Double] = []
        for _ in 0..<Self.pieces { pieces.append(try piece(of: loaded[index], running)) }
        return median(pieces) ?? 0
      }
    }
    _ = consume statistics
    return found
  }

  private static let pieces = 24

  /// Measures the mean time of a run over about a millisecond.
  private func piece(
    of condition: SubjectCondition, _ running: RunningWorkload
  ) throws(WeighingError) -> Double {
    let before = try Self.information(condition)
    _ = try running.run(slices: 4, operations: 300)
    let after = try Self.information(condition)
    let runs = max(after.runCount - before.runCount, 1)
    return Double(after.runNanoseconds - before.runNanoseconds) / Double(runs)
  }

  private static func information(
    _ condition: SubjectCondition
  ) throws(WeighingError) -> ProgramInformation {
    try condition.subject.programs { _ in true }[0]
  }
}
