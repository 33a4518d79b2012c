// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Budgeting
import Glibc
import Lines
import Probes

/// A run of a tool that counts in the kernel and reports now and then, or once in the end.
final class CountingRun<Tool: CountingTool> {
  private let session: ToolSession
  private let json: Bool
  private let schedule: ReportSchedule
  private var report: Tool.Report
  private var output = ToolOutput()
  private var share = SampledShare()

  /// Attaches the probe.
  init(_ tool: Tool, _ trace: TraceOptions) throws {
    let request = trace.request(json: trace.json || tool.asksForJSON)
    var report = try tool.report(request)
    session = try ToolSession(
      report.probe, trace, clock: request.clock, duration: tool.duration,
      following: { report.follow($0, $1) })
    self.report = report
    json = request.json
    schedule = tool.schedule
    // Nothing else would show that it has begun.
    if tool.duration == nil, trace.exec == nil, schedule.interval == nil {
      request.remark("\(Tool.name) counts; Ctrl-C ends it and reports")
    }
    do { try report.check(session.running.loaded) } catch {
      session.detach()
      throw error
    }
  }

  /// Reports until it is over.
  func run() throws {
    var events: UInt64 = 0
    var reports = 0
    var unfinished: UInt64?
    do throws(BPFError) {
      while true {
        wait(forReport: reports)
        let isLast = session.isOver || output.isClosed || reports + 1 == (schedule.count ?? .max)
        events += isLast ? try writeLast() : try write()
        reports += 1
        if isLast { break }
      }
      // Calls whose returns the kernel had no room to note are lost already.
      let missed = session.running.missed
      unfinished = try report.probe.unfinishedCalls(of: session.running.loaded).map {
        $0 - min($0, missed)
      }
    } catch { throw Failure.report(error) }
    if json { try session.appendEnd(events, unfinished: unfinished, to: &output.line) }
    output.flush()
    try output.check()
    try session.end(
      events, unfinished: unfinished ?? 0, remedy: "the kernel side had no room for them")
  }

  /// Detaches and writes the last report. The counts hold still then, so it is exact; it is out
  /// before the hooks are down.
  private func writeLast() throws(BPFError) -> UInt64 {
    var events: UInt64 = 0
    var failure: BPFError?
    session.detach {
      do throws(BPFError) { events = try write() } catch { failure = error }
    }
    if let failure { throw failure }
    return events
  }

  private func write() throws(BPFError) -> UInt64 {
    if schedule.isLive, !json, Terminal.isTerminal(STDOUT_FILENO) {
      output.line.append("\u{1B}[H\u{1B}[J")
    }
    let events = try report.append(of: session.running.loaded, to: &output.line)
    if let attached = session.sampledNanoseconds {
      share.append(
        attached: attached, total: session.nanosecondsAttached, to: &output.line,
        json: json, inWords: schedule.saysShare, clock: session.clock)
    }
    output.flush()
    return events
  }

  /// Waits for the time of a report, or for the end.
  private func wait(forReport number: Int) {
    guard let interval = schedule.interval else { return session.sleep(until: .max) }
    session.sleep(until: session.attachedAt + interval.nanoseconds * UInt64(number + 1))
  }
}
