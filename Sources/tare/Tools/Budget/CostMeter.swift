// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes

/// Finds out what a probe costs: from the kernel's statistics of its programs, from what its hooks are known to
/// cost, and from the CPU time of this process.
final class CostMeter {
  private struct Mark {
    var time: UInt64
    var work: ProbeWork
  }

  private let probe: LoadedProbe
  private let hook: HookCost
  private let budget: Budget
  private var statistics: KernelStatistics?
  private var mark: Mark?
  private var readerTime: UInt64
  private var reader: UInt64

  init(_ probe: LoadedProbe, hook: HookCost?, budget: Budget) {
    self.probe = probe
    self.hook = hook ?? HookCost(dispatch: 0, clock: 0)
    self.budget = budget
    readerTime = EventClock.now
    reader = Self.processorTime
  }

  /// Turns the kernel's statistics on, where they are not, and begins a reading.
  func begin() throws(BPFError) {
    if statistics == nil {
      statistics = try KernelStatistics()
      mark = nil
    }
    if mark == nil { mark = Mark(time: EventClock.now, work: try probe.work()) }
  }

  /// Turns the statistics off: until the next `begin` nothing is read of the programs.
  func pause() {
    statistics = nil
    mark = nil
  }

  /// Ends the reading; where the statistics stay on, the next one begins here.
  func end() throws(BPFError) -> CostReading {
    let work = try probe.work()
    let now = EventClock.now
    let before = mark ?? Mark(time: now, work: work)
    mark = Mark(time: now, work: work)
    let done = work.since(before.work)
    let length = Double(now - before.time)
    var cost = Cost(
      length: length, events: done.events, hooks: done.events * hook.dispatch,
      reader: readerShare(until: now) * length)
    cost.programs = max(0, Double(done.nanoseconds) - hook.clock * done.events)
    return CostReading(begin: before.time, end: now, cost: cost)
  }

  /// The CPU time of this process alone since the last reading.
  func readerOnly() -> Cost {
    let before = readerTime
    let now = EventClock.now
    let length = Double(now - before)
    return Cost(length: length, reader: readerShare(until: now) * length)
  }

  /// The part of a CPU that this process took since it was last asked.
  private func readerShare(until now: UInt64) -> Double {
    let spent = Self.processorTime
    defer { (readerTime, reader) = (now, spent) }
    return now > readerTime ? Double(spent - reader) / Double(now - readerTime) : 0
  }

  /// CPU time of all threads of this process, in nanoseconds: what getrusage says, but finer.
  private static var processorTime: UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
