// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Lines
import Probes
import System

/// Reads a probe's cost: from the kernel's statistics of its programs, the known cost of its hooks
/// and the CPU time of this process. Oldest kernel 5.8. While the statistics are on, each run of a
/// BPF program on the machine costs some 80 ns more.
public final class CostMeter {
  private struct Mark {
    var time: UInt64
    var work: ProbeWork
  }

  private let probe: LoadedProbe
  private let dispatch: DispatchCost
  private var statistics: KernelStatistics?
  private var mark: Mark?
  private var readerTime: UInt64
  private var reader: UInt64

  /// A meter of a probe; hooks count as free where `dispatch` is `nil`.
  public init(_ probe: LoadedProbe, dispatch: DispatchCost?) {
    self.probe = probe
    self.dispatch = dispatch ?? DispatchCost(nanoseconds: 0, clock: 0)
    readerTime = EventClock.now
    reader = Self.processorTime
  }

  /// Turns the kernel's statistics on, where they are not, and begins a reading.
  ///
  /// - Throws: `BPFError.failed` with `count` or `read`.
  public func begin() throws(BPFError) {
    if statistics == nil {
      statistics = try KernelStatistics()
      mark = nil
    }
    if mark == nil { mark = Mark(time: EventClock.now, work: try probe.work()) }
  }

  /// Turns the statistics off until the next `begin`.
  public func pause() {
    statistics = nil
    mark = nil
  }

  /// Ends the reading; the next one begins here as long as the statistics stay on.
  ///
  /// - Throws: `BPFError.failed` with `read`.
  public func end() throws(BPFError) -> CostReading {
    let work = try probe.work()
    let now = EventClock.now
    let before = mark ?? Mark(time: now, work: work)
    mark = Mark(time: now, work: work)
    let done = work.since(before.work)
    let length = Double(now - before.time)
    let cost = ProbeCost(
      length: length, events: done.events,
      programs: max(0, Double(done.nanoseconds) - dispatch.clock * done.events),
      hooks: done.events * dispatch.nanoseconds, reader: readerShare(until: now) * length)
    return CostReading(begin: before.time, end: now, cost: cost)
  }

  /// Reads the CPU time of this process alone, since the last reading.
  func readerOnly() -> ProbeCost {
    let before = readerTime
    let now = EventClock.now
    let length = Double(now - before)
    return ProbeCost(length: length, reader: readerShare(until: now) * length)
  }

  /// The part of a CPU that this process took since the last reading.
  private func readerShare(until now: UInt64) -> Double {
    let spent = Self.processorTime
    defer { (readerTime, reader) = (now, spent) }
    return now > readerTime ? Double(spent - reader) / Double(now - readerTime) : 0
  }

  /// CPU time of all threads of this process, in nanoseconds.
  private static var processorTime: UInt64 { Clocks.nanoseconds(CLOCK_PROCESS_CPUTIME_ID) }
}

/// A probe's cost between two times of CLOCK_MONOTONIC.
public struct CostReading: Hashable, Sendable {
  /// When the stretch began, in nanoseconds.
  public var begin: UInt64
  /// When the stretch ended, in nanoseconds.
  public var end: UInt64
  /// The cost of the stretch.
  public var cost: ProbeCost

  /// The cost from `start`, an earlier time, to `end` at the reading's cost a nanosecond; no cost
  /// where the reading has no length.
  func standing(since start: UInt64) -> ProbeCost {
    guard cost.length > 0 else { return ProbeCost() }
    return cost.scaled(by: Double(end - min(start, begin)) / cost.length)
  }
}

/// The cost of getting to a probe's programs, which no counter of the kernel's tells.
public struct DispatchCost: Hashable, Sendable {
  /// Nanoseconds an event.
  public var nanoseconds: Double
  /// Nanoseconds an event that the kernel's statistics add to the time in the programs by reading
  /// the clock; 0 where nobody has measured it.
  public var clock: Double

  /// A cost that was measured.
  public init(nanoseconds: Double, clock: Double) {
    self.nanoseconds = nanoseconds
    self.clock = clock
  }
}
