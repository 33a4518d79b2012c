// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// Runs blocks: one stint of each condition, in random order, against one workload.
package struct BlockRunner {
  let plan: StintPlan
  let environment: WeighingEnvironment
  private var caused: [Condition: EventCounts] = [:]
  private var operations: [Condition: UInt64] = [:]

  package init(plan: StintPlan, environment: WeighingEnvironment) {
    self.plan = plan
    self.environment = environment
  }

  /// Events that the workload caused under a condition, in discarded slices too.
  package func caused(under condition: Condition) -> EventCounts {
    caused[condition] ?? EventCounts()
  }

  /// Operations that ran under a condition, in discarded slices too.
  package func operations(under condition: Condition) -> UInt64 { operations[condition] ?? 0 }

  /// Runs one block, and excludes each stint during which the hypervisor took the CPU away. The
  /// stints are in the order they ran; their `condition` is the index into `conditions`.
  package mutating func runBlock(
    of conditions: [any Attachable], against workload: any OperationSource,
    random: inout RandomSource
  ) throws(WeighingError) -> RawSlices.Block {
    var stints: [RawSlices.Stint] = []
    for index in random.shuffled(Array(conditions.indices)) {
      if environment.isInterrupted() { throw .interrupted }
      stints.append(try runStint(index, of: conditions[index], against: workload))
    }
    return RawSlices.Block(stints: stints)
  }

  /// Runs a block to warm the caches, whose events count and whose times do not, and then blocks
  /// for as long as the number of those that are done asks for another.
  package mutating func runBlocks(
    of conditions: [any Attachable], against workload: any OperationSource,
    random: inout RandomSource, while wantsAnother: (Int) -> Bool
  ) throws(WeighingError) -> [RawSlices.Block] {
    _ = try runBlock(of: conditions, against: workload, random: &random)
    var blocks: [RawSlices.Block] = []
    while wantsAnother(blocks.count) {
      blocks.append(try runBlock(of: conditions, against: workload, random: &random))
    }
    return blocks
  }

  /// Attaches one condition, runs a stint under it, and detaches it.
  private mutating func runStint(
    _ index: Int, of condition: any Attachable, against workload: any OperationSource
  ) throws(WeighingError) -> RawSlices.Stint {
    let (slices, isExcluded) = try condition.whileAttached { () throws(WeighingError) in
      let stolen = environment.stolenTicks()
      let slices = try workload.run(slices: plan.slicesRun, operations: plan.operationsPerSlice)
      let isStolen =
        environment.stolenTicks() != stolen || slices.contains(where: \.isWithoutCPUTime)
      return (slices, isStolen)
    }
    operations[condition.condition, default: 0] += UInt64(slices.count * plan.operationsPerSlice)
    for slice in slices { caused[condition.condition, default: EventCounts()] += slice.events }
    let kept = slices.dropFirst(plan.discardedSlices).map {
      RawSlices.Slice(
        cpuNanoseconds: Int64($0.cpuNanoseconds), wallNanoseconds: Int64($0.wallNanoseconds))
    }
    return RawSlices.Stint(condition: index, isExcluded: isExcluded, slices: kept)
  }
}
