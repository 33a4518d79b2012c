// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Results

/// Counts what happens on the machine for a few seconds, by process.
struct CensusPass {
  /// What was counted.
  struct Counts {
    /// What each process did in each part: how often it met each hook, in the order of the hooks.
    var parts: [[Census.Process]] = []
    /// How many events at each hook came after a pause of each class, over all parts.
    var pauses: [[UInt64]] = []
    /// The share of the time in which CPUs had nothing to do, in 0 ... 1.
    var idleShare = 1.0
    /// The length of a part, in seconds.
    var secondsOfPart = 1.0
    /// CPU time that counting took of each second, in ns.
    var nanosecondsPerSecond: Double?
    /// Events for which there was no room.
    var uncounted: UInt64 = 0

    /// The pauses before the events at some of the hooks, over all parts.
    func pauses(at places: [Int]) -> [UInt64] {
      Census.pauses.indices.map { number in places.reduce(0) { $0 + pauses[$1][number] } }
    }
  }

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
      let statistics = isLast ? try KernelStatistics() : nil
      let runs = try Runs(loaded)
      sleep(seconds: counts.secondsOfPart)
      let length = Clocks.monotonicSeconds() - start
      if isLast { counts.nanosecondsPerSecond = try cost(Runs(loaded) - runs, length) }
      _ = consume statistics
      lengths.append(length)
      let now = try Census.processes(of: loaded)
      counts.parts.append(Self.difference(now, before))
      before = now
    }
    try atEnds()
    counts.idleShare = CPUTimes.read().idleShare(since: times)
    attached.detach()
    counts.pauses = try Census.pauses(of: loaded)
    if !lengths.isEmpty { counts.secondsOfPart = lengths.reduce(0, +) / Double(lengths.count) }
    counts.uncounted = try loaded.drops()
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
    let known = Dictionary(uniqueKeysWithValues: before.map { ($0.pid, $0) })
    return now.map { process in
      guard let before = known[process.pid] else { return process }
      var process = process
      process.counts = zip(process.counts, before.counts).map { $0 < $1 ? 0 : $0 - $1 }
      process.rested = zip(process.rested, before.rested).map { $0 < $1 ? 0 : $0 - $1 }
      return process
    }
  }

  // MARK: What counting takes

  /// Runs of the programs and the time in them.
  private struct Runs {
    var counts: [UInt64]
    var nanoseconds: UInt64

    init(_ loaded: LoadedProbe) throws(BPFError) {
      let programs = try loaded.information()
      counts = programs.map(\.runCount)
      nanoseconds = programs.reduce(0) { $0 + $1.runNanoseconds }
    }

    static func - (now: Runs, before: Runs) -> Runs {
      var difference = now
      difference.counts = zip(now.counts, before.counts).map { $0 - $1 }
      difference.nanoseconds -= before.nanoseconds
      return difference
    }
  }

  /// In the programs, with the kernel's clock in it, and what this machine pays for getting to them.
  private func cost(_ runs: Runs, _ seconds: Double) -> Double {
    let hookCosts = zip(hooks, runs.counts).map { hook, count in
      let price = calibration?.hooks.first { $0.kind == hook.kind.rawValue }?.nanoseconds?.estimate
      let path = hook == CountedEvents.everyCall ? calibration?.systemCallPath : nil
      return Double(count) * ((price ?? 0) + (path?.nanoseconds?.estimate ?? 0))
    }
    return (Double(runs.nanoseconds) + hookCosts.reduce(0, +)) / seconds
  }
}
