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
/// outside should be equal; what is left is the residual.
struct InsidePass {
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
  ///   - source: Where the loads come from.
  ///   - outside: What the probe adds to its floor as seen from the outside, in nanoseconds per event.
  ///   - random: The order of the conditions.
  /// - Returns: What the kernel counted, or `nil` where nothing was caused.
  /// - Throws: What keeps a load from being run, or the statistics from being turned on.
  func run(
    _ source: any CellLoadSource, outside: Double, random: inout RandomSource
  ) throws(WeighingError) -> InsideCost? {
    let statistics: KernelStatistics
    do throws(BPFError) { statistics = try KernelStatistics() } catch { throw .kernel(error) }
    var floors: [Double] = []
    var probes: [Double] = []
    for number in 0..<loads {
      guard let load = try source.makeLoad(number, random: &random) as? KernelLoad else {
        return nil
      }
      let conditions = load.conditions.filter { [.floor, .probe].contains($0.condition) }
      var runner = BlockRunner(plan: plan, environment: environment)
      for _ in 0..<blocks {
        _ = try runner.runBlock(of: conditions, against: load.workload, random: &random)
      }
      _ = try load.finish()
      floors.append(try nanoseconds(load.floor, over: runner.caused[.floor]))
      probes.append(try nanoseconds(load.probe, over: runner.caused[.probe]))
    }
    _ = consume statistics
    guard let floor = median(floors), let probe = median(probes), outside != 0 else { return nil }
    return InsideCost(
      floorNanoseconds: floor, probeNanoseconds: probe,
      residualRatio: (outside - (probe - floor)) / outside)
  }

  /// Time inside all programs of a rung, per event.
  private func nanoseconds(
    _ loaded: LoadedProbe, over caused: EventCounts?
  ) throws(WeighingError) -> Double {
    do throws(BPFError) {
      let spent = try loaded.information().reduce(UInt64(0)) { $0 + $1.runNanoseconds }
      let events = (caused ?? EventCounts()).total(of: counted)
      return events == 0 ? 0 : Double(spent) / Double(events)
    } catch { throw .kernel(error) }
  }
}
