// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// Runs blocks: one stint of each condition, in random order, against one workload.
package struct BlockRunner {
  let plan: StintPlan
  let environment: WeighingEnvironment

  /// What the workload caused while a condition was attached, discarded slices included.
  package private(set) var caused: [Condition: EventCounts] = [:]
  /// The operations that ran while a condition was attached, those of discarded slices included.
  package private(set) var operations: [Condition: UInt64] = [:]

  package init(plan: StintPlan, environment: WeighingEnvironment) {
    self.plan = plan
    self.environment = environment
  }

  /// Runs one block. A stint during which the hypervisor took the CPU away is excluded, whatever its
  /// condition.
  ///
  /// - Returns: The stints in the order they were run; `condition` is the index into `conditions`.
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

  /// Attaches one condition, runs a stint under it, and detaches it.
  private mutating func runStint(
    _ index: Int, of condition: any Attachable, against workload: any OperationSource
  ) throws(WeighingError) -> RawSlices.Stint {
    let (slices, isExcluded) = try condition.whileAttached { () throws(WeighingError) in
      let stolen = environment.stolenTicks()
      do throws(WorkloadError) {
        let slices = try workload.run(
          slices: plan.slicesRun, operations: plan.operationsPerSlice)
        let isStolen =
          environment.stolenTicks() != stolen || slices.contains(where: \.isWithoutCPUTime)
        return (slices, isStolen)
      } catch { throw .workload(error) }
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
