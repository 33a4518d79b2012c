// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Scale
import Statistics
import Workloads

/// Weighs what a probe's events cost more where they come after a pause, with the kernel's statistics, in a pass of
/// its own.
///
/// The workload sleeps before each operation, so that its CPU is idle as on a machine with little to do, and the
/// probe stays attached. Of the time in the programs, what as many runs take right after one another is taken off,
/// and what looking at them adds: what is left came with the pauses.
struct PausePass {
  let environment: WeighingEnvironment
  /// Each load puts the programs elsewhere in memory, and what they take differs by a third and more.
  let loads: Int
  /// CPU time of the reader for one event where there are many, in nanoseconds.
  let readerNanoseconds: Double
  /// Whether to count how many events end on another CPU than they began on.
  let countsEnds: Bool

  /// One length of pause.
  private struct Step {
    let pause: Duration
    let slices: Int
  }

  /// Until a pause is long enough that a longer one changes nothing.
  private static let steps = [
    Step(pause: .microseconds(250), slices: 60), Step(pause: .milliseconds(1), slices: 30),
    Step(pause: .milliseconds(4), slices: 8), Step(pause: .milliseconds(12), slices: 3),
    Step(pause: .milliseconds(40), slices: 1),
  ]
  /// How long operations follow one another for what they cost then, in seconds.
  private static let closeSeconds = 0.06
  /// In few slices, since what is between two of them is not the probe's event.
  private static let closeSlices = 4
  /// From this pause on the reader has to look for few events at a time.
  private static let leastPauseForLooks = Duration.milliseconds(12)
  /// Operations of a slice whose ends are looked at.
  private static let countedOperations = 50
  /// Operations whose events are left to a look or two, and for how long they may go on, in seconds.
  private static let burst = (operations: 400, seconds: 0.02)

  /// Runs the loads.
  ///
  /// - Parameters:
  ///   - source: Where the loads come from; without a witness, and asleep where they wait.
  ///   - random: The loads' own randomness.
  /// - Returns: The costs, or `nil` where a load has no probe of the kernel's or its programs did not run.
  /// - Throws: What keeps a load from being run, or the statistics from being turned on.
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

  /// The share of the events that end on another CPU than they began on, with no probe in place.
  private func crossed(
    _ source: any CellLoadSource, random: inout RandomSource
  ) throws(WeighingError) -> Double? {
    let load = try source.makeLoad(loads, random: &random)
    let census = Census(of: [Census.requests])
    let loaded = try askingKernel { () throws(BPFError) in try census.load(census.ladder[0]) }
    let attached = try askingKernel { () throws(BPFError) in try loaded.attach() }
    _ = try load.workload.run(slices: Self.closeSlices, operations: Self.countedOperations)
    attached.detach()
    return try askingKernel { () throws(BPFError) in try Census.crossed(of: loaded) }
  }

  private func weigh(_ load: KernelLoad) throws(WeighingError) -> PauseCosts? {
    guard let floor = load.condition(.floor), let probe = load.condition(.probe) else { return nil }
    // The empty programs first: what is cold when the statistics' clock is read is in their time then.
    return try floor.whileAttached { () throws(WeighingError) in
      try probe.whileAttached { () throws(WeighingError) in
        try weigh(PauseSeries(load, environment), load)
      }
    }
  }

  /// Time in the programs for an event while no CPU has a moment without work, in nanoseconds.
  private func busy(_ series: PauseSeries) throws(WeighingError) -> Double? {
    // An interrupt of a device may come in on either.
    let here = try BusyThread(.sameCPU, priority: .lowest)
    defer { here.stop() }
    let there = try BusyThread(.otherCPU, priority: .lowest)
    defer { there.stop() }
    return try close(series).perEvent
  }

  /// Operations that follow one another.
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
    var pauses: [ProgramCosts.Pause] = []
    var full: [Double] = []
    for step in Self.steps {
      let found = try series.run(slices: step.slices, pause: step.pause)
      // Whoever looks makes events of some probes too, and after as long a pause.
      let looking = try series.rest(seconds: step.pause * step.slices / .seconds(1))
      guard let beyond = found.beyond(perEvent), let ofLooking = looking.beyond(perEvent) else {
        return nil
      }
      let added = (beyond - ofLooking) / Double(step.slices)
      pauses.append(
        .init(seconds: step.pause / .seconds(1), added: Interval(exactly: added)))
      if step.pause >= Self.leastPauseForLooks {
        full += found.fullLooks(readerNanoseconds: readerNanoseconds)
      }
    }
    return PauseCosts(
      programs: ProgramCosts(
        busy: Interval(exactly: busy), idle: Interval(exactly: perEvent),
        apart: apart, pauses: pauses),
      looks: try looks(load, series, full: full))
  }

  /// What looks take: those that found something, and those of a machine at rest.
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

extension PauseCosts {
  /// What several loads of a probe cost.
  ///
  /// - Parameter loads: Their costs, one or more, with the same pauses; the intervals in them are not used.
  init?(loads: [PauseCosts]) {
    guard let first = loads.first else { return nil }
    let figure = { (read: (PauseCosts) -> Double) in Self.figure(loads.map(read)) }
    self.init(
      programs: ProgramCosts(
        busy: figure(\.programs.busy.estimate), idle: figure(\.programs.idle.estimate),
        apart: figure(\.programs.apart).estimate,
        pauses: first.programs.pauses.indices.map { index in
          ProgramCosts.Pause(
            seconds: first.programs.pauses[index].seconds,
            added: figure { $0.programs.pauses[index].added.estimate })
        }),
      looks: first.looks.map { looks in
        Looks(
          perSecond: looks.perSecond,
          full: Self.figure(loads.compactMap(\.looks?.full.estimate)),
          empty: Self.figure(loads.compactMap(\.looks?.empty.estimate)),
          event: Self.figure(loads.compactMap(\.looks?.event.estimate)))
      })
  }

  /// The mean of the loads and its interval.
  private static func figure(_ values: [Double]) -> Interval {
    studentInterval(values) ?? Interval(exactly: values[0])
  }
}
