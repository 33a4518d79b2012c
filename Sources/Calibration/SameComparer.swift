// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Workloads

/// Compares nothing with nothing, again and again: `off` with `off` and with a program that never
/// runs.
struct SameComparer {
  let bench: CalibrationBench
  let repeats: CalibrationPlan.Repeats
  let workloads: [Workload]

  /// The contrasts of one workload.
  private struct Found {
    var contrasts: [SameComparisons.Control: [Contrast]] = [:]
    var reason: String?
  }

  /// Runs all comparisons, spread evenly over the workloads. A workload that fails has its reason.
  func run(
    random: inout RandomSource
  ) throws(WeighingError) -> (comparisons: [SameComparisons], stopping: DrawnRuns?) {
    var found = [Found](repeating: Found(), count: workloads.count)
    let start = bench.environment.now()
    for number in 0..<repeats.count {
      if repeats.isDone(number, after: bench.environment.now() - start) { break }
      let index = number % workloads.count
      guard found[index].reason == nil else { continue }
      do throws(WeighingError) {
        let sample = try compare(workloads[index], random: &random)
        try add(sample, to: &found[index])
      } catch {
        if case .interrupted = error { throw error }
        found[index].reason = error.description
      }
    }
    let comparisons = zip(workloads, found).flatMap { workload, found in
      SameComparisons.Control.allCases.map { summary(workload, $0, found) }
    }
    let ofCalls = workloads.firstIndex(of: .syscallStorm).flatMap { found[$0].contrasts[.off] }
    return (comparisons, Self.drawnRuns(ofCalls ?? [], random: &random))
  }

  private static let runs = 2000

  /// Draws runs from the loads of system calls and stops them by the rule; `nil` with too few
  /// loads.
  private static func drawnRuns(_ contrasts: [Contrast], random: inout RandomSource) -> DrawnRuns? {
    let loads = contrasts.flatMap(\.loadLogRatios)
    guard loads.count >= 8, let base = median(contrasts.map(\.base)) else { return nil }
    return DrawnRuns(
      workload: Workload.syscallStorm.name, loads: loads.count, runs: runs,
      calledDifferent: StoppingRule().falseAlarms(
        logRatios: loads, base: base, runs: runs, random: &random))
  }

  private func compare(
    _ workload: Workload, random: inout RandomSource
  ) throws(WeighingError) -> Sampler.Sample {
    let running = try bench.start(workload)
    let sampler = Sampler(
      stints: try bench.stints(on: running, toggleSeconds: 0.001, budgetSeconds: repeats.seconds),
      environment: bench.environment, loads: bench.loads, seconds: repeats.seconds)
    let silent = Hook.rawTracepoint(KernelCell.silentTracepoint(of: workload))
    return try sampler.sample(random: &random) { () throws(WeighingError) in
      let never = SubjectCondition(.never, try PreparedPrograms(emptyAt: [silent], name: "never"))
      let all: [any Attachable] = [Nothing(.off), Nothing(.offAgain), never]
      return SampledLoad(conditions: all.map { PrecededByToggle(never, $0) }, workload: running)
    }
  }

  private func add(_ sample: Sampler.Sample, to found: inout Found) throws(WeighingError) {
    do throws(StatisticsError) {
      let same = try sample.contrast(.offAgain, to: .off)
      let never = try sample.contrast(.never, to: .off)
      found.contrasts[.off, default: []].append(same)
      found.contrasts[.never, default: []].append(never)
    } catch {
      // The hypervisor took the CPU away in every block of a load.
    }
  }

  private func summary(
    _ workload: Workload, _ control: SameComparisons.Control, _ found: Found
  ) -> SameComparisons {
    let contrasts = found.contrasts[control] ?? []
    let ratios = contrasts.map(\.ratio)
    return SameComparisons(
      workload: workload.name, control: control,
      pValues: contrasts.compactMap { studentPValue($0.loadLogRatios) },
      ratio: studentInterval(ratios.map(\.estimate)),
      nanoseconds: studentInterval(contrasts.map(\.difference.estimate)),
      noiseFloor: NoiseFloor(
        nanoseconds: median(contrasts.map(\.difference.halfWidth)) ?? 0,
        ratio: median(ratios.map(\.halfWidth)) ?? 0),
      secondsEach: repeats.seconds, reason: found.reason)
  }
}
