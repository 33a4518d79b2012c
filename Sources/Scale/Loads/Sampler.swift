// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// One load of a comparison: what alternates, and on what.
package struct SampledLoad {
  var conditions: [any Attachable]
  var workload: any OperationSource

  /// What alternates, and on what.
  package init(conditions: [any Attachable], workload: any OperationSource) {
    self.conditions = conditions
    self.workload = workload
  }
}

/// Runs the blocks of a comparison: a few loads in a given time.
package struct Sampler {
  /// How the operations are cut up.
  let stints: StintPlan
  let environment: WeighingEnvironment
  /// The number of loads, at least 2.
  let loads: Int
  /// Seconds that all loads together may take.
  let seconds: Double
  /// The fewest blocks in a load, whatever they take.
  package static let fewestBlocks = 2

  /// A sampler of a few loads in a given time.
  package init(stints: StintPlan, environment: WeighingEnvironment, loads: Int, seconds: Double) {
    self.stints = stints
    self.environment = environment
    self.loads = loads
    self.seconds = seconds
  }

  /// What was measured.
  package struct Sample {
    package var raw: RawSlices
    package let operationsPerSlice: Int
    /// Events of each kind that an operation causes under a condition.
    package var eventsPerOperation: [Condition: Double] = [:]

    /// Slices without counts of events.
    package init(raw: RawSlices, operationsPerSlice: Int) {
      self.raw = raw
      self.operationsPerSlice = operationsPerSlice
    }

    /// A condition against another.
    ///
    /// - Throws: `StatisticsError` where too many stints were left out.
    package func contrast(
      _ condition: Condition, to reference: Condition
    ) throws(StatisticsError) -> Contrast {
      guard let base = raw.conditions.firstIndex(of: reference),
        let other = raw.conditions.firstIndex(of: condition)
      else { preconditionFailure("the sample has no '\(condition.name)' or '\(reference.name)'") }
      return try Contrast(
        loads: raw.pairs(
          references: [base], condition: other, value: .typical,
          operationsPerSlice: operationsPerSlice))
    }
  }

  /// Runs all loads.
  ///
  /// - Parameters:
  ///   - kinds: The events to count.
  ///   - random: The order of the conditions.
  ///   - makeLoad: Loads programs anew.
  /// - Returns: What was measured.
  /// - Throws: What keeps a load from being run, or that the user asked to end.
  package func sample(
    counting kinds: [EventKind] = [], random: inout RandomSource,
    _ makeLoad: () throws(WeighingError) -> SampledLoad
  ) throws(WeighingError) -> Sample {
    var sample = Sample(
      raw: RawSlices(conditions: []), operationsPerSlice: stints.operationsPerSlice)
    let start = environment.now()
    for number in 0..<loads {
      // However slow the machine is, a comparison ends.
      if number >= 2, environment.now() - start > 1.3 * seconds { break }
      let load = try makeLoad()
      sample.raw.conditions = load.conditions.map(\.condition)
      var runner = BlockRunner(plan: stints, environment: environment)
      // Warms the caches; its times are not kept.
      _ = try runner.runBlock(of: load.conditions, against: load.workload, random: &random)
      var blocks: [RawSlices.Block] = []
      let deadline = start + (seconds * Double(number + 1) / Double(loads))
      while blocks.count < Self.fewestBlocks || environment.now() < deadline {
        blocks.append(
          try runner.runBlock(of: load.conditions, against: load.workload, random: &random))
      }
      sample.raw.loads.append(RawSlices.Load(blocks: blocks))
      for condition in sample.raw.conditions {
        let events = (runner.caused[condition] ?? EventCounts()).total(of: kinds)
        let operations = max(runner.operations[condition] ?? 1, 1)
        sample.eventsPerOperation[condition] = Double(events) / Double(operations)
      }
    }
    return sample
  }
}
