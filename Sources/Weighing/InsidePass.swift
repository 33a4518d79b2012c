// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Statistics
import Workloads

/// Weighs a probe's programs from the inside, with the kernel's statistics, in a pass of its own.
///
/// The statistics slow every program down and count their own clock readings, so that only differences are
/// used: the probe's time less that of empty programs on the same hooks. The same difference seen from the
/// outside should be equal; what is left is the residual. What the reader takes is weighed here too, since nobody
/// looks at the reports.
struct InsidePass {
  /// What was found.
  struct Found {
    /// What the kernel counted; `nil` where nothing was caused.
    var cost: InsideCost?
    /// CPU time of the reader for an event, in nanoseconds; `nil` for a probe that counts in the kernel.
    var reader: Interval?
  }

  let plan: StintPlan
  let environment: WeighingEnvironment
  /// The kinds of event that the time is divided by.
  let counted: [EventKind]
  /// Loads to weigh: one is not enough, since each puts the programs elsewhere in memory.
  let loads: Int
  /// Blocks in each load.
  let blocks: Int

  /// Runs the loads, each with the floor and the probe in random order.
  ///
  /// - Parameters:
  ///   - source: Where the loads come from; without a witness.
  ///   - outside: What the probe adds to its floor as seen from the outside, in nanoseconds per event.
  ///   - random: The order of the conditions.
  /// - Returns: What was found.
  /// - Throws: What keeps a load from being run, or the statistics from being turned on.
  func run(
    _ source: any CellLoadSource, outside: Double, random: inout RandomSource
  ) throws(WeighingError) -> Found {
    let statistics: KernelStatistics
    do throws(BPFError) { statistics = try KernelStatistics() } catch { throw .kernel(error) }
    var floors: [Double] = []
    var probes: [Double] = []
    var readers: [Double] = []
    for number in 0..<loads {
      guard let load = try source.makeLoad(number, random: &random) as? KernelLoad else {
        return Found()
      }
      var runner = BlockRunner(plan: plan, environment: environment)
      var inside = InsideBlocks(load, counted, after: runner)
      for _ in 0..<blocks { try inside.runBlock(&runner, random: &random) }
      let events = inside.events(.probe, by: runner)
      let isRead = load.reader != nil
      let findings = try load.finish()
      if isRead, events > 0 { readers.append(Double(findings.readerNanoseconds) / Double(events)) }
      guard let found = inside.nanoseconds(by: runner) else { continue }
      floors.append(found.floor)
      probes.append(found.probe)
    }
    _ = consume statistics
    var found = Found(reader: studentInterval(readers))
    guard let floor = median(floors), let probe = median(probes), outside != 0 else { return found }
    found.cost = InsideCost(
      floorNanoseconds: floor, probeNanoseconds: probe,
      residualRatio: (outside - (probe - floor)) / outside)
    return found
  }
}
