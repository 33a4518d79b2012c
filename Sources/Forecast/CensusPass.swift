// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Results
import Scale
import Statistics
import Subjects
import System

/// Counts the events of the machine for a few seconds, by process.
struct CensusPass {
  let hooks: [Hook]
  let seconds: Double
  let calibration: CalibrationDocument?
  /// Seconds of the shortest part, in which the time of a reading does not matter.
  private static let leastPart = 0.25
  private static let parts = 5

  /// Counts, in parts of equal length, until the end or an interruption, and calls `atEnds` before
  /// and after.
  func run(atEnds: () throws(WeighingError) -> Void = {}) throws(WeighingError) -> Counts {
    let loaded = try askingKernel { () throws(BPFError) in
      let census = try Census(of: hooks)
      return try census.load(census.ladder[0])
    }
    let attached = try askingKernel { () throws(BPFError) in try loaded.attach() }
    var counts = Counts()
    let before = try Self.processes(of: loaded)
    let times = CPUTimes.read()
    try atEnds()
    try countParts(loaded, since: before, into: &counts)
    try atEnds()
    counts.idleShare = CPUTimes.read().idleShare(since: times)
    attached.detach()
    try askingKernel { () throws(BPFError) in
      counts.pauses = try Census.pauses(of: loaded)
      counts.crossed = try Census.crossed(of: loaded)
      counts.uncounted = try loaded.drops() ?? 0
    }
    return counts
  }

  /// Counts the parts. The kernel's clock around each program is dear, so that only the last part
  /// tells the cost of counting.
  private func countParts(
    _ loaded: LoadedProbe, since first: [Census.Process], into counts: inout Counts
  ) throws(WeighingError) {
    counts.secondsOfPart = max(Self.leastPart, seconds / Double(Self.parts))
    var before = first, lengths: [Double] = []
    for number in 0..<Self.parts where !Interruption.isAsked {
      let start = Clocks.monotonicSeconds()
      if number == Self.parts - 1 {
        try timed(loaded, seconds: counts.secondsOfPart, into: &counts)
      } else {
        sleep(seconds: counts.secondsOfPart)
      }
      lengths.append(Clocks.monotonicSeconds() - start)
      let now = try Self.processes(of: loaded)
      counts.parts.append(Self.difference(now, before))
      before = now
    }
    if !lengths.isEmpty { counts.secondsOfPart = lengths.reduce(0, +) / Double(lengths.count) }
  }

  private static func processes(of loaded: LoadedProbe) throws(WeighingError) -> [Census.Process] {
    try askingKernel { () throws(BPFError) in try Census.processes(of: loaded) }
  }

  private func sleep(seconds: Double) {
    let end = Clocks.monotonicSeconds() + seconds
    while !Interruption.isAsked, case let left = end - Clocks.monotonicSeconds(), left > 0 {
      usleep(UInt32(min(left, 0.05) * 1e6))
    }
  }

  private static func difference(
    _ now: [Census.Process], _ before: [Census.Process]
  ) -> [Census.Process] {
    let known = Dictionary(uniqueKeysWithValues: before.map { ($0.machinePID, $0) })
    return now.map { process in
      guard let before = known[process.machinePID] else { return process }
      var process = process
      process.counts = zip(process.counts, before.counts).map { $0 < $1 ? 0 : $0 - $1 }
      process.rested = zip(process.rested, before.rested).map { $0 < $1 ? 0 : $0 - $1 }
      return process
    }
  }

  // MARK: The cost of counting

  /// Counts with the kernel's statistics on, beside empty programs that tell the statistics' cost.
  private func timed(
    _ census: LoadedProbe, seconds: Double, into counts: inout Counts
  ) throws(WeighingError) {
    let hooks = census.rung.placements.map(\.hook).filter { $0 != Census.renames }
    let floor = try PreparedPrograms(emptyAt: hooks, name: census.rung.name)
    try floor.attach()
    let statistics = try askingKernel { () throws(BPFError) in try KernelStatistics() }
    let start = Clocks.monotonicSeconds()
    let before = try Self.times(census, hooks), clock = try Self.times(floor, hooks)
    sleep(seconds: seconds)
    let after = try Self.times(census, hooks), clockAfter = try Self.times(floor, hooks)
    let length = Clocks.monotonicSeconds() - start
    _ = consume statistics
    floor.detach()
    for (index, hook) in hooks.enumerated() {
      let time = after[index].nanoseconds - before[index].nanoseconds
      counts.work.append(
        Work(
          hook: hook, runs: after[index].runs - before[index].runs,
          nanoseconds: time - (clockAfter[index].nanoseconds - clock[index].nanoseconds)))
    }
    let spent = after.indices.reduce(0.0) { $0 + after[$1].nanoseconds - before[$1].nanoseconds }
    counts.nanosecondsPerSecond = (spent + hookCosts(counts.work)) / length
  }

  /// The runs of each program and the time in it, in nanoseconds.
  private static func times(
    _ loaded: LoadedProbe, _ hooks: [Hook]
  ) throws(WeighingError) -> [ProgramTime] {
    try askingKernel { () throws(BPFError) in
      try loaded.information(where: hooks.contains).map(Self.time)
    }
  }

  private static func times(
    _ floor: PreparedPrograms, _ hooks: [Hook]
  ) throws(WeighingError) -> [ProgramTime] { try floor.programs(where: hooks.contains).map(time) }

  private typealias ProgramTime = (runs: Double, nanoseconds: Double)

  private static func time(_ program: ProgramInformation) -> ProgramTime {
    (Double(program.runCount), Double(program.runNanoseconds))
  }

  /// The cost of the hooks on this machine.
  private func hookCosts(_ work: [Work]) -> Double {
    work.reduce(0) { sum, work in
      let kind = work.hook.kind.rawValue
      let price = calibration?.hooks.first { $0.kind == kind }?.nanoseconds?.estimate
      let path = work.hook == CountedEvents.everyCall ? calibration?.systemCallPath : nil
      return sum + (work.runs * ((price ?? 0) + (path?.nanoseconds?.estimate ?? 0)))
    }
  }
}
