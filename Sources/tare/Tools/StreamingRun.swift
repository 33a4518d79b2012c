// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Glibc
import Lines
import Probes

/// A run of a tool that prints each event as it comes.
final class StreamingRun<Tool: StreamingTool> {
  private let tool: Tool
  private let session: ToolSession
  private let json: Bool
  private let top: Int?
  private let format: any RecordFormat
  private var output = ToolOutput()
  private var events: UInt64 = 0
  private var counts: [EventSubject: UInt64] = [:]

  /// Attaches the probe.
  init(_ tool: Tool, _ trace: TraceOptions, _ stream: StreamOptions) throws {
    let request = trace.request(json: trace.json)
    session = try ToolSession(
      try tool.probe(request), trace, clock: request.clock, ringBytes: stream.ringSize?.bytes,
      duration: tool.duration)
    self.tool = tool
    json = request.json
    top = stream.top
    format = tool.format(request)
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
        try ring.wait(milliseconds: session.patience(atMost: Tool.Traced.patience))
        output.flush()
      }
      session.detach()
      try ring.drain()
    } catch { throw Failure.report(error) }
    try finish()
  }

  private func take(_ record: RawSpan) {
    guard tool.isShown(record) else { return }
    events += 1
    if top == nil {
      format.append(record, to: &output.line)
      output.flushIfFull()
    } else if let subject = Tool.Traced.subject(of: record) {
      counts[subject, default: 0] += 1
    }
  }

  private func finish() throws {
    if let top { TopTable(counts, count: top).append(to: &output.line, json: json) }
    if json { try session.appendEnd(events, to: &output.line) }
    output.flush()
    try output.check()
    try session.end(events, remedy: "the reader fell behind: --ring-size gives it more room")
  }
}
