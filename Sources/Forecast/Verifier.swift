// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Results
import Scale
import Statistics
import System

/// Attaches a probe and measures its cost.
struct Verifier {
  let probe: any Subject
  let way: Way
  let hooks: [Hook]
  let seconds: Double
  let directory: String
  /// Makes a forecaster for a machine in some state.
  let forecaster: (MachineState) -> Forecaster

  /// The number of loads: each puts the programs elsewhere in memory, and their time differs by a
  /// third and more.
  private static let loads = 3

  /// The work of a probe until a moment.
  private struct Reading {
    var seconds: Double
    var probe: Work
    /// The work of empty programs on the hooks: the cost of the kernel's statistics.
    var floor: Work
    var readerNanoseconds: UInt64

    init(
      _ probe: any PreparedSubject, floor: any PreparedSubject, _ reader: (any Reader)?
    ) throws(WeighingError) {
      seconds = Clocks.monotonicSeconds()
      self.probe = try probe.work()
      self.floor = try floor.work()
      readerNanoseconds = reader?.looks.nanoseconds ?? 0
    }
  }

  /// The work while events were counted, summed over the loads.
  private struct Taken {
    var seconds = 0.0
    var events = 0.0
    /// The number of events after a pause of each class.
    var pauses = [Double](repeating: 0, count: Census.pauses.count)
    /// The mean idle time of a CPU in seconds.
    var idleSeconds = 0.0
    /// The number of events that ended on another CPU than they began on.
    var crossedEvents: Double?
    /// Events that the probe's own programs met.
    var probeEvents = 0.0
    /// The time in the probe's programs, less that in the empty ones.
    var programNanoseconds = 0.0
    var readerNanoseconds = 0.0

    mutating func add(_ counts: CensusPass.Counts, at hooks: Range<Int>, _ readings: [Reading]) {
      guard let first = readings.first, let last = readings.last else { return }
      let length = last.seconds - first.seconds
      seconds += length
      idleSeconds += counts.idleShare * length
      let met = counts.parts.joined().reduce(0.0) { $0 + Double($1.counts.reduce(0, +)) }
      events += met
      if let crossed = counts.crossed { crossedEvents = (crossedEvents ?? 0) + (crossed * met) }
      for (index, count) in counts.pauses(at: Array(hooks)).enumerated() {
        pauses[index] += Double(count)
      }
      let probe = last.probe.since(first.probe), floor = last.floor.since(first.floor)
      probeEvents += probe.events
      programNanoseconds += Double(probe.nanoseconds) - Double(floor.nanoseconds)
      readerNanoseconds += Double(last.readerNanoseconds - first.readerNanoseconds)
    }
  }

  /// Runs the probe with its reader and the kernel's statistics, and compares the cost with the
  /// forecast for the events meanwhile.
  func run() throws(WeighingError) -> Verification {
    let output = try ReaderOutput(directory: directory)
    var taken = Taken()
    for number in 0..<Self.loads where number == 0 || !Interruption.isAsked {
      try output.empty()
      try attach(output, &taken)
    }
    return verification(taken)
  }

  /// Loads the probe and runs it for a share of the time.
  private func attach(
    _ output: borrowing ReaderOutput, _ taken: inout Taken
  ) throws(WeighingError) {
    let floor = SubjectCondition(.floor, try PreparedPrograms(emptyAt: way.hooks))
    let prepared = try probe.prepare(way)
    let statistics = try askingKernel { () throws(BPFError) in try KernelStatistics() }
    let reader = try prepared.makeReader(for: NoWitness(), output: output.descriptor)
    let census = CensusPass(hooks: hooks, seconds: seconds / Double(Self.loads), calibration: nil)
    var readings: [Reading] = []
    // The empty programs first, so that their time holds the cold reading of the statistics' clock.
    let counts = try floor.whileAttached { () throws(WeighingError) in
      try SubjectCondition(.probe, prepared).whileAttached { () throws(WeighingError) in
        try census.run { () throws(WeighingError) in
          readings.append(try Reading(prepared, floor: floor.subject, reader))
        }
      }
    }
    taken.add(counts, at: hooks.indices, readings)
    try reader?.finish()
    _ = consume statistics
  }

  private func verification(_ taken: Taken) -> Verification {
    let length = taken.seconds
    let state = MachineState(
      idleShare: taken.idleSeconds / length,
      crossed: taken.events > 0 ? taken.crossedEvents.map { $0 / taken.events } : nil)
    let forecaster = forecaster(state), price = forecaster.price
    let hooks = taken.events * (price.dispatch?.estimate ?? 0)
    var verification = Verification(
      seconds: length, events: taken.events / length,
      runs: taken.probeEvents * Double(way.runsPerEvent) / length,
      programs: max(0, taken.programNanoseconds) / length,
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
