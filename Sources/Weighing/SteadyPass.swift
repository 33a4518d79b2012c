// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// Counts what a probe reports while it is attached once and stays so, in a pass of its own.
///
/// In the blocks of a cell it is attached anew for every stint. A hook that now and then does not fire after it was
/// attached loses all events of that stint: this tells such a loss from one of the probe's.
struct SteadyPass {
  let plan: StintPlan
  let environment: WeighingEnvironment
  /// The kinds of event that are counted.
  let counted: [EventKind]
  /// How long it stays attached.
  let seconds: Double

  /// Runs one load.
  ///
  /// - Parameters:
  ///   - source: Where the load comes from.
  ///   - random: The load's own randomness.
  /// - Returns: The counts, or `nil` where the load has no probe or caused nothing.
  /// - Throws: What keeps the load from being run, or that the user asked to end.
  func run(
    _ source: any CellLoadSource, random: inout RandomSource
  ) throws(WeighingError) -> Fidelity.Counts? {
    let load = try source.makeLoad(0, random: &random)
    guard let probe = load.condition(.probe) else { return nil }
    let caused = try probe.whileAttached { () throws(WeighingError) in
      try runWorkload(load.workload)
    }
    var tally = FidelityTally()
    tally.add(try load.finish(), caused: caused, counted: counted, operations: 0)
    return tally.sum.caused > 0 ? tally.sum : nil
  }

  private func runWorkload(_ workload: any OperationSource) throws(WeighingError) -> EventCounts {
    var caused = EventCounts()
    let start = environment.now()
    repeat {
      if environment.isInterrupted() { throw .interrupted }
      do throws(WorkloadError) {
        let slices = try workload.run(
          slices: plan.slicesPerStint, operations: plan.operationsPerSlice)
        for slice in slices { caused += slice.events }
      } catch { throw .workload(error) }
    } while environment.now() - start < seconds
    return caused
  }
}
