// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// The conditions of one load of a comparison, and its workload.
package struct SampledLoad {
  var conditions: [any Attachable]
  var workload: any OperationSource

  package init(conditions: [any Attachable], workload: any OperationSource) {
    self.conditions = conditions
    self.workload = workload
  }
}

/// Runs the blocks of a comparison: a few loads in a given time.
package struct Sampler {
  let stints: StintPlan
  let environment: WeighingEnvironment
  /// The number of loads, at least 2.
  let loads: Int
  /// Seconds that all loads together may take.
  let seconds: Double
  /// The fewest blocks in a load, however long they take.
  package static let fewestBlocks = 2

  package init(stints: StintPlan, environment: WeighingEnvironment, loads: Int, seconds: Double) {
    self.stints = stints
    self.environment = environment
    self.loads = loads
    self.seconds = seconds
  }

  /// Runs all loads.
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
      var runner = BlockRunner(plan: stints, environment: environment)
      let deadline = start + (seconds * Double(number + 1) / Double(loads))
      let blocks = try runner.runBlocks(
        of: load.conditions, against: load.workload, random: &random
      ) { $0 < Self.fewestBlocks || environment.now() < deadline }
      sample.raw.conditions = load.conditions.map(\.condition)
      sample.raw.loads.append(RawSlices.Load(blocks: blocks))
      for condition in sample.raw.conditions {
        let events = runner.caused(under: condition).total(of: kinds)
        let operations = max(runner.operations(under: condition), 1)
        sample.eventsPerOperation[condition] = Double(events) / Double(operations)
      }
    }
    return sample
  }

  /// The slices of a comparison.
  package struct Sample {
    package var raw: RawSlices
    package let operationsPerSlice: Int
    /// Events that an operation causes under a condition.
    package var eventsPerOperation: [Condition: Double] = [:]

    package init(raw: RawSlices, operationsPerSlice: Int) {
      self.raw = raw
      self.operationsPerSlice = operationsPerSlice
    }

    /// Compares two conditions; throws where too many stints were excluded.
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
}
