// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Glibc
import Probes

/// A tool that prints each event as it comes.
final class StreamingRun<P: FilteredProbe & StreamingProbe> {
  private let session: ToolSession
  private let trace: TraceOptions
  private let top: Int?
  private let format: any RecordFormat
  private let isShown: (RawSpan) -> Bool
  private var output = ToolOutput()
  private var events: UInt64 = 0
  private var counts: [EventSubject: UInt64] = [:]

  /// Attaches the probe. `format` tells how events become lines, given the clock of the run; `isShown` which
  /// records are wanted, as far as the kernel side cannot tell.
  init(
    _ probe: P, _ trace: TraceOptions, _ stream: StreamOptions, duration: Seconds?,
    format: (EventClock) -> any RecordFormat, isShown: @escaping (RawSpan) -> Bool = { _ in true }
  ) throws {
    session = try ToolSession(
      probe, trace, ringBytes: stream.ringSize?.bytes, duration: duration)
    self.trace = trace
    top = stream.top
    self.format = format(session.clock)
    self.isShown = isShown
  }

  /// Reads and prints until it is over.
  func run() throws {
    do throws(BPFError) {
      let ring = try RingBuffer(try session.running.loaded.object.map("records")) {
        [unowned self] in take($0)
      }
      if top == nil { format.appendHeader(to: &output.line) }
      output.flush()
      while !session.isOver, !output.isClosed {
        try ring.wait(milliseconds: session.patience(atMost: P.patience))
        output.flush()
      }
      session.detach()
      try ring.drain()
    } catch { throw ToolSession.failure(error) }
    try finish()
  }

  private func take(_ record: RawSpan) {
    guard isShown(record) else { return }
    events += 1
    if top == nil {
      format.append(record, to: &output.line)
      output.flushIfFull()
    } else if let subject = P.subject(of: record) {
      counts[subject, default: 0] += 1
    }
  }

  private func finish() throws {
    if let top {
      TopTable(counts, count: top).append(to: &output.line, json: trace.json)
    }
    if trace.json { try appendEnd() }
    output.flush()
    try output.check()
    try session.end(
      events, remedy: "the reader fell behind: --ring-size gives it more room")
  }

  private func appendEnd() throws {
    let (lost, skipped) = try session.losses()
    output.line.appendEnd(
      probe: session.name, rung: session.running.rung.name, events: events, lost: lost,
      skipped: skipped,
      duration: session.nanosecondsAttached, budget: session.budget, clock: session.clock)
  }
}
