// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Results
import Statistics

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
  func run(atEnds: () throws(BPFError) -> Void = {}) throws(BPFError) -> Counts {
    let census = Census(of: hooks)
    let loaded = try census.load(census.ladder[0])
    let attached = try loaded.attach()
    var counts = Counts()
    counts.secondsOfPart = max(Self.leastPart, seconds / Double(Self.parts))
    var before = try Census.processes(of: loaded), lengths: [Double] = []
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
      let now = try Census.processes(of: loaded)
      counts.parts.append(Self.difference(now, before))
      before = now
    }
    try atEnds()
    counts.idleShare = CPUTimes.read().idleShare(since: times)
    attached.detach()
    counts.pauses = try Census.pauses(of: loaded)
    counts.crossed = try Census.crossed(of: loaded)
    if !lengths.isEmpty { counts.secondsOfPart = lengths.reduce(0, +) / Double(lengths.count) }
    counts.uncounted = try loaded.drops() ?? 0
    return counts
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
  ) throws(BPFError) {
    let hooks = census.rung.placements.map(\.hook).filter { $0 != Census.renames }
    let floor = Floor(named: census.rung.name, on: hooks)
    let loaded = try floor.load(floor.ladder[0])
    let beneath = try loaded.attach()
    let statistics = try KernelStatistics()
    let start = Clocks.monotonicSeconds()
    let before = try Self.times(census, hooks), clock = try Self.times(loaded, hooks)
    sleep(seconds: seconds)
    let after = try Self.times(census, hooks), clockAfter = try Self.times(loaded, hooks)
    let length = Clocks.monotonicSeconds() - start
    _ = consume statistics
    beneath.detach()
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
  ) throws(BPFError) -> [(runs: Double, nanoseconds: Double)] {
    try loaded.information(where: hooks.contains).map {
      (Double($0.runCount), Double($0.runNanoseconds))
    }
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
