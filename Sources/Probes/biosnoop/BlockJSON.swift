// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The lines of `biosnoop --json`; docs/json-lines.md tells the keys.
public struct BlockJSON: RecordFormat, Sendable {
  private let withQueue: Bool
  private let pattern: AccessPattern?
  private let clock: EventClock
  private let names: [BlockDevice: String]

  /// Objects whose times are counted from 1970 by the given clock.
  public init(withQueue: Bool, pattern: AccessPattern? = nil, clock: EventClock) {
    self.withQueue = withQueue
    self.pattern = pattern
    self.clock = clock
    names = BlockTable.namesOfDisks
  }

  /// Nothing.
  public func appendHeader(to line: inout LineBuffer) {}

  /// Writes a record as one object.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let event = Biosnoop.event(from: record) else { return }
    line.beginObject()
    line.member("event", "block")
    line.member("time_ns", clock.sinceEpoch(event.time))
    line.member("pid", event.pid)
    line.member("tid", event.tid)
    line.member("comm", bytes: event.comm)
    line.member("disk", names[event.device] ?? "\(event.device.major):\(event.device.minor)")
    line.member("operation", "\(event.operation)")
    line.member("sector", event.sector)
    line.member("bytes", event.size)
    if let access = pattern?.next(record) { line.member("pattern", access.rawValue) }
    if withQueue { line.member("queued_ns", event.queued) }
    line.member("duration_ns", event.duration)
    line.endObjectLine()
  }
}
