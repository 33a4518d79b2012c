// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Statistics
import Workloads

/// Weighs the known weights from the outside, and from the inside with the kernel's statistics.
struct WeightScale {
  let weights: WeightBench
  let seconds: Double

  /// Multiplies of the weights. Less than that hide under what the hook itself does.
  static let multiplies = [128, 256, 512]

  /// Weighs them.
  ///
  /// - Throws: What keeps them from being weighed, or that the user asked to end.
  func run(random: inout RandomSource) throws(WeighingError) -> KnownWeights {
    // More loads than elsewhere: where the JIT puts a program matters here.
    let all: [Int?] = [0] + Self.multiplies
    let sample = try weights.sample(
      all, stints: try weights.stints(for: all, seconds: seconds * 0.8),
      loads: 2 * weights.bench.loads, seconds: seconds * 0.8, random: &random)
    let inside = try insideNanoseconds(random: &random)
    let contrasts: [Statistics.Contrast]
    do throws(StatisticsError) {
      contrasts = try Self.multiplies.map { multiplies throws(StatisticsError) in
        try sample.contrast(WeightBench.condition(multiplies), to: WeightBench.condition(0))
      }
    } catch { throw .file(path: "the weights", reason: "too little was measured: \(error)") }
    let loads = contrasts.map(\.loads).min() ?? 0
    let rows = (0..<loads).map { load in contrasts.map { $0.loadDifferences[load] } }
    let line = WeightLine(weights: Self.multiplies.map(Double.init), loads: rows)
    let points = zip(Self.multiplies, contrasts).map { multiplies, contrast in
      KnownWeights.Point(
        multiplies: multiplies, outside: Results.Interval(contrast.difference),
        inside: inside[multiplies].map { $0 - (inside[0] ?? 0) })
    }
    return KnownWeights(
      hook: "\(weights.hook)", points: points,
      slopes: line?.slopes.map { Results.Interval($0) } ?? [],
      curvature: line.map { Results.Interval($0.curvature) },
      outsideSlope: line.map { Results.Interval($0.slope) },
      insideSlope: Self.slope(points))
  }

  private static func slope(_ points: [KnownWeights.Point]) -> Double? {
    let inside = points.compactMap(\.inside)
    guard inside.count == points.count else { return nil }
    return leastSquaresSlope(points.map { Double($0.multiplies) }, inside)
  }

  /// `run_time_ns ÷ run_cnt` of each weight: the median over loads of the median over short pieces, since the
  /// kernel's mean also holds the interrupts and the neighbours that came between.
  private func insideNanoseconds(
    random: inout RandomSource
  ) throws(WeighingError) -> [Int: Double] {
    let statistics: KernelStatistics
    do throws(BPFError) { statistics = try KernelStatistics() } catch { throw .kernel(error) }
    var found: [Int: [Double]] = [:]
    let running = try weights.bench.start(.syscallStorm)
    for _ in 0..<weights.bench.loads {
      for multiplies in random.shuffled([0] + Self.multiplies) {
        if weights.bench.environment.isInterrupted() { throw .interrupted }
        let condition = try weights.loaded(multiplies)
        try condition.attach()
        defer { condition.detach() }
        var pieces: [Double] = []
        for _ in 0..<Self.pieces { pieces.append(try piece(of: condition, running)) }
        if let typical = median(pieces) { found[multiplies, default: []].append(typical) }
      }
    }
    _ = consume statistics
    return found.compactMapValues { median($0) }
  }

  private static let pieces = 24

  /// The mean time of a run over about a millisecond.
  private func piece(
    of condition: LoadedCondition, _ running: RunningWorkload
  ) throws(WeighingError) -> Double {
    let before = try Self.information(condition)
    do throws(WorkloadError) { _ = try running.run(slices: 4, operations: 300) } catch {
      throw .workload(error)
    }
    let after = try Self.information(condition)
    let runs = max(after.runCount - before.runCount, 1)
    return Double(after.runNanoseconds - before.runNanoseconds) / Double(runs)
  }

  private static func information(
    _ condition: LoadedCondition
  ) throws(WeighingError) -> ProgramInformation {
    do throws(BPFError) { return try condition.probe.information()[0] } catch {
      throw .kernel(error)
    }
  }
}
