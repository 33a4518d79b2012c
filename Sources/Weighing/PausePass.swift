// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
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
  /// How often the programs run for one event.
  let runsPerEvent: Int
  /// CPU time of the reader for one event where there are many, in nanoseconds.
  let readerNanoseconds: Double

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
  /// Each load puts the programs elsewhere in memory, and what they take differs by a third and more.
  private static let loads = 3
  /// How long operations follow one another for what they cost then, in seconds.
  private static let closeSeconds = 0.06
  /// In few slices, since what is between two of them is not the probe's event.
  private static let closeSlices = 4
  /// From this pause on the reader has to look for few events at a time.
  private static let leastPauseForLooks = Duration.milliseconds(12)

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
    let statistics: KernelStatistics
    do throws(BPFError) { statistics = try KernelStatistics() } catch { throw .kernel(error) }
    var found: [PauseCosts] = []
    for number in 0..<Self.loads {
      guard let load = try source.makeLoad(number, random: &random) as? KernelLoad,
        let costs = try weigh(load)
      else { return nil }
      _ = try load.finish()
      found.append(costs)
    }
    _ = consume statistics
    return PauseCosts(loads: found)
  }

  private func weigh(_ load: KernelLoad) throws(WeighingError) -> PauseCosts? {
    guard let floor = load.condition(.floor), let probe = load.condition(.probe) else { return nil }
    let clock = try floor.whileAttached { () throws(WeighingError) in
      try busy(PauseSeries(load, programs: load.floor, environment))
    }
    guard let clock else { return nil }
    return try probe.whileAttached { () throws(WeighingError) in
      try weigh(PauseSeries(load, programs: load.probe, environment), load, clock: clock)
    }
  }

  /// Time in the programs for an event while no CPU has a moment without work, in nanoseconds.
  private func busy(_ series: PauseSeries) throws(WeighingError) -> Double? {
    // An interrupt of a device may come in on either.
    let here = try CompetingLoad(.sameCPU, priority: .lowest)
    defer { here.stop() }
    let there = try CompetingLoad(.otherCPU, priority: .lowest)
    defer { there.stop() }
    return try close(series).perRun.map { $0 * Double(runsPerEvent) }
  }

  /// Operations that follow one another.
  private func close(_ series: PauseSeries) throws(WeighingError) -> PauseSeries.Found {
    let operations = try series.operations(lasting: Self.closeSeconds / Double(Self.closeSlices))
    return try series.run(slices: Self.closeSlices, operations: operations, pause: .zero)
  }

  private func weigh(
    _ series: PauseSeries, _ load: KernelLoad, clock: Double
  ) throws(WeighingError) -> PauseCosts? {
    let close = try close(series)
    guard let busy = try busy(series), let perRun = close.perRun, let apart = close.apart,
      let looking = try series.rest(seconds: 0.02).beyond(perRun)
    else { return nil }
    var pauses: [PauseCosts.Pause] = []
    var full: [Double] = []
    for step in Self.steps {
      let found = try series.run(slices: step.slices, pause: step.pause)
      guard let beyond = found.beyond(perRun) else { return nil }
      let added = (beyond - looking) / Double(step.slices)
      pauses.append(
        .init(seconds: step.pause / .seconds(1), added: Results.Interval(exactly: added)))
      if step.pause >= Self.leastPauseForLooks {
        full += found.fullLooks(runsPerEvent: runsPerEvent, readerNanoseconds: readerNanoseconds)
      }
    }
    return PauseCosts(
      clock: clock, busy: Results.Interval(exactly: busy),
      without: Results.Interval(exactly: perRun * Double(runsPerEvent)), apart: apart,
      pauses: pauses, looks: try looks(load, series, full: full))
  }

  /// What looks take: those that found something, and those of a machine at rest.
  private func looks(
    _ load: KernelLoad, _ series: PauseSeries, full: [Double]
  ) throws(WeighingError) -> PauseCosts.Looks? {
    guard let reader = load.reader, let full = median(full),
      let empty = median(try series.rest(seconds: 0.1).emptyLooks)
    else { return nil }
    return PauseCosts.Looks(
      perSecond: 1000 / Double(reader.patience), full: Results.Interval(exactly: full),
      empty: Results.Interval(exactly: empty))
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
      clock: figure(\.clock).estimate, busy: figure(\.busy.estimate),
      without: figure(\.without.estimate), apart: figure(\.apart).estimate,
      pauses: first.pauses.indices.map { index in
        Pause(
          seconds: first.pauses[index].seconds,
          added: figure { $0.pauses[index].added.estimate })
      },
      looks: first.looks.map { looks in
        Looks(
          perSecond: looks.perSecond,
          full: Self.figure(loads.compactMap(\.looks?.full.estimate)),
          empty: Self.figure(loads.compactMap(\.looks?.empty.estimate)))
      })
  }

  /// The mean of the loads and its interval.
  private static func figure(_ values: [Double]) -> Results.Interval {
    studentInterval(values).map { Results.Interval($0) } ?? Results.Interval(exactly: values[0])
  }
}
