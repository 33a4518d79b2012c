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
    Step(pause: .milliseconds(4), slices: 10), Step(pause: .milliseconds(12), slices: 5),
    Step(pause: .milliseconds(40), slices: 2),
  ]
  /// How long operations follow one another for what they cost then, in seconds.
  private static let closeSeconds = 0.02
  /// From this pause on the reader has to look for few events at a time.
  private static let leastPauseForLooks = Duration.milliseconds(12)

  /// Runs one load.
  ///
  /// - Parameters:
  ///   - source: Where the load comes from; without a witness.
  ///   - random: The load's own randomness.
  /// - Returns: The costs, or `nil` where the load has no probe of the kernel's or its programs did not run.
  /// - Throws: What keeps the load from being run, or the statistics from being turned on.
  func run(
    _ source: any CellLoadSource, random: inout RandomSource
  ) throws(WeighingError) -> PauseCosts? {
    guard let load = try source.makeLoad(0, random: &random) as? KernelLoad else { return nil }
    let statistics: KernelStatistics
    do throws(BPFError) { statistics = try KernelStatistics() } catch { throw .kernel(error) }
    guard let floor = load.condition(.floor), let probe = load.condition(.probe) else { return nil }
    let clock = try floor.whileAttached { () throws(WeighingError) in
      try busy(PauseSeries(load, programs: load.floor, environment))
    }
    let costs = try probe.whileAttached { () throws(WeighingError) in
      try weigh(load, clock: clock?.estimate)
    }
    _ = consume statistics
    _ = try load.finish()
    return costs
  }

  /// Time in the programs for an event while a CPU has no moment without work, in nanoseconds.
  private func busy(_ series: PauseSeries) throws(WeighingError) -> Results.Interval? {
    let competitor = try CompetingLoad(.sameCPU)
    defer { competitor.stop() }
    return try close(series).perRun?.times(Double(runsPerEvent))
  }

  /// Operations that follow one another.
  private func close(_ series: PauseSeries) throws(WeighingError) -> PauseSeries.Found {
    let operations = try series.operations(lasting: Self.closeSeconds)
    return try series.run(slices: PauseSeries.mostSlices, operations: operations, pause: .zero)
  }

  private func weigh(_ load: KernelLoad, clock: Double?) throws(WeighingError) -> PauseCosts? {
    let series = PauseSeries(load, programs: load.probe, environment)
    guard let clock, let busy = try busy(series), let without = try close(series).perRun,
      let looking = try series.rest(seconds: 0.02).beyond(without.estimate)
    else { return nil }
    var pauses: [PauseCosts.Pause] = []
    var full: [Double] = []
    for step in Self.steps {
      let found = try series.run(slices: step.slices, pause: step.pause)
      guard
        let added = found.added(
          beyond: without.estimate, slices: step.slices, looking: looking)
      else { return nil }
      pauses.append(.init(seconds: step.pause / .seconds(1), added: added))
      if step.pause >= Self.leastPauseForLooks {
        full += found.fullLooks(runsPerEvent: runsPerEvent, readerNanoseconds: readerNanoseconds)
      }
    }
    return PauseCosts(
      clock: clock, busy: busy, without: without.times(Double(runsPerEvent)), pauses: pauses,
      looks: try looks(load, series, full: full))
  }

  /// What looks take: those that found something, and those of a machine at rest.
  private func looks(
    _ load: KernelLoad, _ series: PauseSeries, full: [Double]
  ) throws(WeighingError) -> PauseCosts.Looks? {
    guard let reader = load.reader, let full = studentInterval(full),
      let empty = studentInterval(try series.rest(seconds: 0.1).emptyLooks)
    else { return nil }
    return PauseCosts.Looks(
      perSecond: 1000 / Double(reader.patience), full: Results.Interval(full),
      empty: Results.Interval(empty))
  }
}
