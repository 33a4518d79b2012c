// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Subjects
import Workloads

/// Compares known weights on the cheapest system call.
struct WeightBench {
  let bench: CalibrationBench
  /// The hook of the weights.
  let hook: Hook

  /// The hook that toggles fastest: `tp_btf`, or a raw tracepoint where the kernel refuses that.
  static func fastHook() throws(WeighingError) -> Hook {
    do throws(WeighingError) {
      try KnownWeight(1, at: .tpBTF("sys_enter")).prepare().attach()
      return .tpBTF("sys_enter")
    } catch { return .rawTracepoint("sys_enter") }
  }

  /// The classic tracepoint on system calls, which toggles slowly.
  static let slowHook = Hook.tracepoint(category: "raw_syscalls", event: "sys_enter")

  /// The condition of a weight.
  static func condition(_ multiplies: Int) -> Condition { Condition("\(multiplies)") }

  /// Loads weights anew, `nil` for no program at all.
  func conditions(_ weights: [Int?]) throws(WeighingError) -> [any Attachable] {
    try weights.map { multiplies throws(WeighingError) -> any Attachable in
      guard let multiplies else { return Nothing(.off) }
      return try loaded(multiplies)
    }
  }

  /// Loads one weight.
  func loaded(_ multiplies: Int) throws(WeighingError) -> SubjectCondition {
    let weight = KnownWeight(multiplies, at: hook)
    return SubjectCondition(Self.condition(multiplies), try weight.prepare())
  }

  /// Plans the stints of a comparison of weights, `nil` for no program at all.
  func stints(for weights: [Int?], seconds: Double) throws(WeighingError) -> StintPlan {
    let multiplies = weights.compactMap { $0 }
    let least = weights.contains(nil) ? nil : multiplies.min()
    let toggle = try WayToggle(
      multiplies.map { _ in hook }, times: 2, environment: bench.environment)
    return try bench.stints(
      on: try bench.start(.syscallStorm), toggleSeconds: toggle.blockSeconds,
      budgetSeconds: seconds, lightest: try condition(least),
      heaviest: try condition(multiplies.max()))
  }

  private func condition(_ multiplies: Int?) throws(WeighingError) -> [SubjectCondition] {
    guard let multiplies else { return [] }
    return [try loaded(multiplies)]
  }

  /// Compares weights, `nil` for no program at all.
  func sample(
    _ weights: [Int?], stints: StintPlan, seconds: Double,
    random: inout RandomSource
  ) throws(WeighingError) -> Sampler.Sample {
    let sampler = Sampler(
      stints: stints, environment: bench.environment, loads: bench.loads, seconds: seconds)
    return try sampler.sample(random: &random) { () throws(WeighingError) in
      SampledLoad(conditions: try conditions(weights), workload: try bench.start(.syscallStorm))
    }
  }
}
