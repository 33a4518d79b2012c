// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Results

/// Attaches a probe for real and says what it takes.
struct Verifier {
  let probe: WeighedProbe
  let rung: Rung
  let hooks: [Hook]
  let seconds: Double
  let directory: String
  /// Forecasts for a machine whose CPUs have nothing to do for a share of the time.
  let forecaster: (_ idleShare: Double) -> Forecaster

  /// Each load puts the programs elsewhere in memory, and what they take differs by a third and more.
  private static let loads = 3

  /// What a probe did until some moment.
  private struct Reading {
    var seconds: Double
    var runs: UInt64
    var programNanoseconds: UInt64
    var readerNanoseconds: UInt64

    init(_ loaded: LoadedProbe, _ reader: ReaderThread?) throws(BPFError) {
      let programs = try loaded.information()
      seconds = Clocks.monotonicSeconds()
      runs = programs.reduce(0) { $0 + $1.runCount }
      programNanoseconds = programs.reduce(0) { $0 + $1.runNanoseconds }
      readerNanoseconds = reader?.looks.nanoseconds ?? 0
    }
  }

  /// What it did while events were counted.
  private struct Taken {
    var seconds = 0.0
    var events = 0.0
    /// The events after a pause of each class.
    var pauses = [Double](repeating: 0, count: Census.pauses.count)
    /// The time in which CPUs had nothing to do, in seconds, over the number of CPUs.
    var idleSeconds = 0.0
    var runs = 0.0
    var programNanoseconds = 0.0
    var readerNanoseconds = 0.0

    mutating func add(_ counts: CensusPass.Counts, at hooks: Range<Int>, _ readings: [Reading]) {
      guard let first = readings.first, let last = readings.last else { return }
      let length = last.seconds - first.seconds
      seconds += length
      idleSeconds += counts.idleShare * length
      for process in counts.parts.joined() { events += Double(process.counts.reduce(0, +)) }
      for (index, count) in counts.pauses(at: Array(hooks)).enumerated() {
        pauses[index] += Double(count)
      }
      runs += Double(last.runs - first.runs)
      programNanoseconds += Double(last.programNanoseconds - first.programNanoseconds)
      readerNanoseconds += Double(last.readerNanoseconds - first.readerNanoseconds)
    }
  }

  /// Runs the probe with its reader, and the kernel's statistics with it.
  ///
  /// - Returns: What the probe took, and what is forecast for the events that there were meanwhile.
  /// - Throws: What keeps the probe from being attached, or the statistics from being turned on.
  func run() throws(WeighingError) -> Verification {
    let output = try ReaderOutput(directory: directory)
    var taken = Taken()
    for number in 0..<Self.loads where number == 0 || !Interruption.isAsked {
      try output.empty()
      try attach(output, &taken)
    }
    return verification(taken)
  }

  /// Loads it and lets it run for its share of the time.
  private func attach(
    _ output: borrowing ReaderOutput, _ taken: inout Taken
  ) throws(WeighingError) {
    let loaded: LoadedProbe, statistics: KernelStatistics
    do throws(BPFError) {
      loaded = try probe.load(rung)
      statistics = try KernelStatistics()
    } catch { throw .kernel(error) }
    let reader = try probe.makeReader?(loaded, NoWitness(), output.descriptor)
    let census = CensusPass(
      hooks: hooks, seconds: seconds / Double(Self.loads), calibration: nil)
    do throws(BPFError) {
      let attached = try loaded.attach()
      var readings: [Reading] = []
      let counts = try census.run { () throws(BPFError) in
        readings.append(try Reading(loaded, reader))
      }
      attached.detach()
      taken.add(counts, at: hooks.indices, readings)
    } catch { throw .kernel(error) }
    try reader?.finish()
    _ = consume statistics
  }

  private func verification(_ taken: Taken) -> Verification {
    let length = taken.seconds
    let forecaster = forecaster(taken.idleSeconds / length), price = forecaster.price
    // The clock is read once for each run; the price knows what it takes for each event.
    let clock = (price.clock ?? 0) / Double(rung.runsPerEvent)
    let hooks = taken.events * (price.dispatch?.estimate ?? 0)
    var verification = Verification(
      seconds: length, events: taken.events / length, runs: taken.runs / length,
      programs: max(0, taken.programNanoseconds - (clock * taken.runs)) / length,
      hooks: hooks / length, reader: taken.readerNanoseconds / length, ratio: 0)
    let cost = verification.cost
    if cost > 0 {
      verification.ratio =
        forecaster.cost(events: taken.events / length, pauses: taken.pauses.map { $0 / length })
        / cost
    }
    return verification
  }
}
