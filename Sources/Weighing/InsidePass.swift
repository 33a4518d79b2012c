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
      var floor = Meter(load.floor, counted)
      var probe = Meter(load.probe, counted)
      for _ in 0..<blocks {
        // A runner for each block, which counts what that block caused.
        var runner = BlockRunner(plan: plan, environment: environment)
        _ = try runner.runBlock(of: conditions, against: load.workload, random: &random)
        try floor.read(caused: runner.caused[.floor])
        try probe.read(caused: runner.caused[.probe])
      }
      _ = try load.finish()
      floors += floor.perEvent
      probes += probe.perEvent
    }
    _ = consume statistics
    guard let floor = median(floors), let probe = median(probes), outside != 0 else { return nil }
    return InsideCost(
      floorNanoseconds: floor, probeNanoseconds: probe,
      residualRatio: (outside - (probe - floor)) / outside)
  }
}

/// The time inside all programs of a rung, per event, block by block.
///
/// The kernel's mean also holds the interrupts and the neighbours that came in between: the median of many
/// blocks does not.
private struct Meter {
  private let loaded: LoadedProbe
  private let counted: [EventKind]
  private var last: UInt64 = 0
  /// Nanoseconds, one value a block that caused events.
  private(set) var perEvent: [Double] = []

  init(_ loaded: LoadedProbe, _ counted: [EventKind]) {
    self.loaded = loaded
    self.counted = counted
  }

  /// Takes what the programs ran since it was read last.
  mutating func read(caused: EventCounts?) throws(WeighingError) {
    let spent: UInt64
    do throws(BPFError) {
      spent = try loaded.information().reduce(UInt64(0)) { $0 + $1.runNanoseconds }
    } catch { throw .kernel(error) }
    let events = (caused ?? EventCounts()).total(of: counted)
    if events > 0 { perEvent.append(Double(spent - last) / Double(events)) }
    last = spent
  }
}
