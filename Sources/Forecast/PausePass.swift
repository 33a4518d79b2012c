// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Scale
import Statistics
import Workloads

/// Weighs the additional cost of a probe's events after a pause, with the kernel's statistics.
///
/// The workload sleeps before each operation, so that its CPU is idle as on a quiet machine, and
/// the probe stays attached. The time in the programs, less that of as many runs without a pause
/// and that of reading the statistics, came with the pauses.
struct PausePass {
  let environment: WeighingEnvironment
  /// The number of loads: each puts the programs elsewhere in memory, and their time differs by a
  /// third and more.
  let loads: Int
  /// CPU time of the reader per event in nanoseconds, where there are many events.
  let readerNanoseconds: Double
  /// Whether to count events that end on another CPU than they began on.
  let countsEnds: Bool

  /// A length of pause, and the slices of a command with it.
  private struct Step {
    let pause: Duration
    let slices: Int
  }

  /// Pauses up to one that is long enough that a longer one changes nothing.
  private static let steps = [
    Step(pause: .microseconds(250), slices: 60), Step(pause: .milliseconds(1), slices: 30),
    Step(pause: .milliseconds(4), slices: 8), Step(pause: .milliseconds(12), slices: 3),
    Step(pause: .milliseconds(40), slices: 1),
  ]
  /// Seconds of operations without a pause.
  private static let closeSeconds = 0.06
  /// Slices without a pause: few, as the work between two of them is no event of the probe.
  private static let closeSlices = 4
  /// The shortest pause after which the reader finds few events at a look.
  private static let leastPauseForLooks = Duration.milliseconds(12)
  /// Operations in a slice whose ends are counted.
  private static let countedOperations = 50
  /// Operations whose events are left to a look or two, and the most seconds that they take.
  private static let burst = (operations: 400, seconds: 0.02)

  /// Runs the loads.
  func run(
    _ source: any CellLoadSource, random: inout RandomSource
  ) throws(WeighingError) -> PauseCosts? {
    let statistics = try askingKernel { () throws(BPFError) in try KernelStatistics() }
    var found: [PauseCosts] = []
    for number in 0..<loads {
      guard let load = try source.makeLoad(number, random: &random) as? KernelLoad,
        let costs = try weigh(load)
      else { return nil }
      _ = try load.finish()
      found.append(costs)
    }
    _ = consume statistics
    var costs = PauseCosts(loads: found)
    if countsEnds { costs?.crossed = try crossed(source, random: &random) }
    return costs
  }

  /// Counts the share of events that end on another CPU than they began on, without the probe.
  private func crossed(
    _ source: any CellLoadSource, random: inout RandomSource
  ) throws(WeighingError) -> Double? {
    let load = try source.makeLoad(loads, random: &random)
    let loaded = try askingKernel { () throws(BPFError) in
      let census = try Census(of: [Census.requests])
      return try census.load(census.ladder[0])
    }
    let attached = try askingKernel { () throws(BPFError) in try loaded.attach() }
    _ = try load.workload.run(slices: Self.closeSlices, operations: Self.countedOperations)
    attached.detach()
    return try askingKernel { () throws(BPFError) in try Census.crossed(of: loaded) }
  }

  private func weigh(_ load: KernelLoad) throws(WeighingError) -> PauseCosts? {
    guard let floor = load.condition(.floor), let probe = load.condition(.probe) else { return nil }
    // The empty programs first, so that their time holds the cold reading of the statistics' clock.
    return try floor.whileAttached { () throws(WeighingError) in
      try probe.whileAttached { () throws(WeighingError) in
        try weigh(PauseSeries(load, environment), load)
      }
    }
  }

  /// Measures the time in the programs per event while no CPU is idle, in nanoseconds.
  private func busy(_ series: PauseSeries) throws(WeighingError) -> Double? {
    // A device's interrupt may come to either CPU.
    let here = try BusyThread(.sameCPU, priority: .lowest)
    defer { here.stop() }
    let there = try BusyThread(.otherCPU, priority: .lowest)
    defer { there.stop() }
    return try close(series).perEvent
  }

  /// Runs operations without a pause.
  private func close(_ series: PauseSeries) throws(WeighingError) -> PauseSeries.Found {
    let operations = try series.operations(lasting: Self.closeSeconds / Double(Self.closeSlices))
    return try series.run(slices: Self.closeSlices, operations: operations, pause: .zero)
  }

  private func weigh(
    _ series: PauseSeries, _ load: KernelLoad
  ) throws(WeighingError) -> PauseCosts? {
    let close = try close(series)
    guard let busy = try busy(series), let perEvent = close.perEvent, let apart = close.apart
    else { return nil }
    var (pauses, full): ([ProgramCosts.Pause], [Double]) = ([], [])
    for step in Self.steps {
      let found = try series.run(slices: step.slices, pause: step.pause)
      // Reading the statistics makes events of some probes too, after as long a pause.
      let looking = try series.rest(seconds: step.pause * step.slices / .seconds(1))
      guard let beyond = found.beyond(perEvent), let ofLooking = looking.beyond(perEvent) else {
        return nil
      }
      let added = (beyond - ofLooking) / Double(step.slices)
      pauses.append(.init(seconds: step.pause / .seconds(1), added: Interval(exactly: added)))
      if step.pause >= Self.leastPauseForLooks {
        full += found.fullLooks(readerNanoseconds: readerNanoseconds)
      }
    }
    return PauseCosts(
      programs: ProgramCosts(
        busy: Interval(exactly: busy), idle: Interval(exactly: perEvent), apart: apart,
        pauses: pauses),
      looks: try looks(load, series, full: full))
  }

  /// Measures looks that find an event, and those that find none on an idle machine.
  private func looks(
    _ load: KernelLoad, _ series: PauseSeries, full: [Double]
  ) throws(WeighingError) -> PauseCosts.Looks? {
    guard let reader = load.reader, let full = median(full),
      let empty = median(try series.rest(seconds: 0.1).emptyLooks)
    else { return nil }
    let most = try series.operations(lasting: Self.burst.seconds)
    let burst = try series.burst(operations: min(Self.burst.operations, most), rest: 0.1)
    return PauseCosts.Looks(
      perSecond: 1000 / Double(reader.patience), full: Interval(exactly: full),
      empty: Interval(exactly: empty),
      event: Interval(exactly: median(burst.readerPerEvent(fullLook: full)) ?? 0))
  }
}
