// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Budgeting
import Glibc
import Probes

/// A tool that counts in the kernel and reports now and then, or once in the end.
final class CountingRun {
  /// When to report.
  struct Schedule {
    /// The time between two reports; one in the end where it is `nil`.
    var interval: Seconds?
    /// The most reports.
    var count: Int?
    /// Whether a report takes the place of the one before, on a terminal.
    var isLive = false
    /// Whether a line between the reports may say which part of the time they are of.
    var saysShare = true
  }

  let session: ToolSession
  private let name: String
  private let trace: TraceOptions
  private let schedule: Schedule
  /// Asks the probe for calls that have not returned.
  private let countUnfinished: (LoadedProbe) throws(BPFError) -> UInt64?
  private var output = ToolOutput()
  private var share = SampledShare()

  /// Attaches the probe.
  init<P: FilteredProbe>(
    _ probe: P, _ trace: TraceOptions, duration: Seconds?, _ schedule: Schedule,
    following: ToolSession.Following = { _, _ in nil }
  ) throws {
    session = try ToolSession(probe, trace, duration: duration, following: following)
    name = probe.name
    countUnfinished = probe.unfinishedCalls(of:)
    self.trace = trace
    self.schedule = schedule
    // Nothing else would show that it has begun.
    if !trace.quiet, duration == nil, trace.exec == nil, schedule.interval == nil {
      Terminal.complain("\(name) counts; Ctrl-C ends it and reports")
    }
  }

  /// Reports until it is over: `report` writes what there is to say and returns the number of events.
  func run(_ report: (inout LineBuffer) throws(BPFError) -> UInt64) throws {
    var events: UInt64 = 0
    var reports = 0
    var unfinished: UInt64?
    do throws(BPFError) {
      while true {
        wait(forReport: reports)
        let isLast = session.isOver || output.isClosed || reports + 1 == (schedule.count ?? .max)
        events += isLast ? try writeLast(report) : try write(report)
        reports += 1
        if isLast { break }
      }
      // Calls whose returns the kernel had no room to note are lost already.
      let missed = session.running.missed
      unfinished = try countUnfinished(session.running.loaded).map { $0 - min($0, missed) }
    } catch { throw ToolSession.failure(error) }
    if trace.json { try appendEnd(events, unfinished) }
    output.flush()
    try output.check()
    try session.end(
      events, unfinished: unfinished ?? 0, remedy: "the kernel side had no room for them")
  }

  /// Detached, the counts hold still: the last report is exact. It is out before the hooks are taken down.
  private func writeLast(
    _ report: (inout LineBuffer) throws(BPFError) -> UInt64
  ) throws(BPFError) -> UInt64 {
    var events: UInt64 = 0
    var failure: BPFError?
    session.detach {
      do throws(BPFError) { events = try write(report) } catch { failure = error }
    }
    if let failure { throw failure }
    return events
  }

  private func write(
    _ report: (inout LineBuffer) throws(BPFError) -> UInt64
  ) throws(BPFError) -> UInt64 {
    if redraws { output.line.append("\u{1B}[H\u{1B}[J") }
    let events = try report(&output.line)
    if let attached = session.sampledNanoseconds {
      share.append(
        attached: attached, total: session.nanosecondsAttached, to: &output.line,
        json: trace.json, inWords: schedule.saysShare, clock: session.clock)
    }
    output.flush()
    return events
  }

  private var redraws: Bool {
    schedule.isLive && !trace.json && Terminal.isTerminal(STDOUT_FILENO)
  }

  /// Waits for the time of a report, or for the end.
  private func wait(forReport number: Int) {
    guard let interval = schedule.interval else { return session.sleep(until: .max) }
    session.sleep(until: session.attachedAt + interval.nanoseconds * UInt64(number + 1))
  }

  private func appendEnd(_ events: UInt64, _ unfinished: UInt64?) throws {
    let (lost, skipped) = try session.losses()
    output.line.appendEnd(
      probe: name, rung: session.running.rung.name, events: events, lost: lost, skipped: skipped,
      unfinished: unfinished, follower: session.follower, duration: session.nanosecondsAttached,
      budget: session.budget, clock: session.clock)
  }
}

extension LineBuffer {
  /// Adds the last object of a run.
  mutating func appendEnd(
    probe: String, rung: String, events: UInt64, lost: UInt64?, skipped: UInt64,
    unfinished: UInt64? = nil, follower: (any SessionFollower)? = nil, duration: UInt64,
    budget: BudgetOutcome?, clock: EventClock
  ) {
    beginObject()
    member("event", "end")
    member("probe", probe)
    member("rung", rung)
    member("events", events)
    if let lost { member("lost", lost) }
    member("skipped", skipped)
    if let unfinished { member("unfinished", unfinished) }
    follower?.append(to: &self)
    member("duration_ns", duration)
    budget?.append(to: &self, clock: clock)
    endObjectLine()
  }
}
