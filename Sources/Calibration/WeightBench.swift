// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Subjects
import Workloads

/// Puts known weights on the cheapest system call and compares them.
struct WeightBench {
  let bench: CalibrationBench
  /// Where the weights are attached.
  let hook: Hook

  /// The hook that toggles fastest here: typed, or raw where the kernel refuses that.
  static func fastHook() throws(WeighingError) -> Hook {
    do throws(WeighingError) {
      try KnownWeight(1, at: .tpBTF("sys_enter")).prepare().attach()
      return .tpBTF("sys_enter")
    } catch { return .rawTracepoint("sys_enter") }
  }

  /// The same system call's classic tracepoint.
  static let slowHook = Hook.tracepoint(category: "raw_syscalls", event: "sys_enter")

  /// The condition of a weight.
  static func condition(_ multiplies: Int) -> Condition { Condition("\(multiplies)") }

  /// Loads weights anew; `nil` among them stands for nothing at all.
  func load(_ weights: [Int?]) throws(WeighingError) -> [any Attachable] {
    try weights.map { multiplies throws(WeighingError) -> any Attachable in
      guard let multiplies else { return Nothing(.off) }
      return try loaded(multiplies)
    }
  }

  func loaded(_ multiplies: Int) throws(WeighingError) -> SubjectCondition {
    let weight = KnownWeight(multiplies, at: hook)
    return SubjectCondition(Self.condition(multiplies), try weight.prepare())
  }

  /// How the operations are cut up for some weights.
  ///
  /// - Parameters:
  ///   - weights: Multiplies; `nil` for nothing at all.
  ///   - seconds: For a comparison.
  /// - Returns: The plan.
  /// - Throws: What keeps the weights from being attached.
  func stints(for weights: [Int?], seconds: Double) throws(WeighingError) -> StintPlan {
    let multiplies = weights.compactMap { $0 }
    let least = weights.contains(nil) ? nil : multiplies.min()
    func condition(_ multiplies: Int?) throws(WeighingError) -> [SubjectCondition] {
      guard let multiplies else { return [] }
      return [try loaded(multiplies)]
    }
    let toggle = try WayToggle(
      multiplies.map { _ in hook }, times: 2, environment: bench.environment)
    return try bench.stints(
      on: try bench.start(.syscallStorm), toggleSeconds: toggle.blockSeconds,
      budgetSeconds: seconds, lightest: try condition(least),
      heaviest: try condition(multiplies.max()))
  }

  /// Weighs some weights against each other, on a workload that each load starts anew.
  ///
  /// - Parameters:
  ///   - weights: Multiplies; `nil` for nothing at all.
  ///   - stints: How the operations are cut up.
  ///   - seconds: For all loads.
  ///   - random: The order of the conditions.
  /// - Returns: What was measured.
  /// - Throws: What keeps it from being measured, or that the user asked to end.
  func sample(
    _ weights: [Int?], stints: StintPlan, seconds: Double,
    random: inout RandomSource
  ) throws(WeighingError) -> Sampler.Sample {
    let sampler = Sampler(
      stints: stints, environment: bench.environment, loads: bench.loads,
      seconds: seconds)
    return try sampler.sample(random: &random) { () throws(WeighingError) in
      SampledLoad(conditions: try load(weights), workload: try bench.start(.syscallStorm))
    }
  }
}
