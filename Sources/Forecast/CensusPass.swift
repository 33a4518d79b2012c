// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Results
import Scale
import Statistics
import Subjects
import System

/// Counts what happens on the machine for a few seconds, by process.
struct CensusPass {
  let hooks: [Hook]
  let seconds: Double
  let calibration: CalibrationDocument?
  /// A quarter of a second at least, so that the moments that a look takes do not matter.
  private static let leastPart = 0.25
  private static let parts = 5

  /// Counts, in parts of equal length.
  ///
  /// - Parameter atEnds: Called when counting begins and when it ends.
  /// - Throws: What keeps the census from being loaded or read, and what `atEnds` throws.
  /// - Returns: What was counted until the end or an interruption.
  func run(
    atEnds: () throws(WeighingError) -> Void = {}
  ) throws(WeighingError) -> Counts {
    let census = Census(of: hooks)
    let loaded = try askingKernel { () throws(BPFError) in try census.load(census.ladder[0]) }
    let attached = try askingKernel { () throws(BPFError) in try loaded.attach() }
    var counts = Counts()
    counts.secondsOfPart = max(Self.leastPart, seconds / Double(Self.parts))
    var before = try Self.processes(of: loaded), lengths: [Double] = []
    let times = CPUTimes.read()
    try atEnds()
    for number in 0..<Self.parts where !Interruption.isAsked {
      // The kernel's clock around each program is dear: for the last part it tells what counting takes.
      let isLast = number == Self.parts - 1
      let start = Clocks.monotonicSeconds()
      if isLast {
        try timed(loaded, seconds: counts.secondsOfPart, into: &counts)
      } else {
        sleep(seconds: counts.secondsOfPart)
      }
      let length = Clocks.monotonicSeconds() - start
      lengths.append(length)
      let now = try Self.processes(of: loaded)
      counts.parts.append(Self.difference(now, before))
      before = now
    }
    try atEnds()
    counts.idleShare = CPUTimes.read().idleShare(since: times)
    attached.detach()
    try askingKernel { () throws(BPFError) in
      counts.pauses = try Census.pauses(of: loaded)
      counts.crossed = try Census.crossed(of: loaded)
      counts.uncounted = try loaded.drops() ?? 0
    }
    if !lengths.isEmpty { counts.secondsOfPart = lengths.reduce(0, +) / Double(lengths.count) }
    return counts
  }

  private static func processes(
    of loaded: LoadedProbe
  ) throws(WeighingError) -> [Census.Process] {
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

  // MARK: What counting takes

  /// Counts on with the kernel's statistics, and beside empty programs that tell what these take themselves.
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

  /// Runs of each program and the time in it, in nanoseconds.
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

  /// What this machine pays for getting to the programs.
  private func hookCosts(_ work: [Work]) -> Double {
    work.reduce(0) { sum, work in
      let kind = work.hook.kind.rawValue
      let price = calibration?.hooks.first { $0.kind == kind }?.nanoseconds?.estimate
      let path = work.hook == CountedEvents.everyCall ? calibration?.systemCallPath : nil
      return sum + (work.runs * ((price ?? 0) + (path?.nanoseconds?.estimate ?? 0)))
    }
  }
}
