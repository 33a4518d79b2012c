// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The lines of `ext4slower --json`; docs/json-lines.md tells the keys.
public struct Ext4JSON: RecordFormat, Sendable {
  private let clock: EventClock

  /// Objects whose times are counted from 1970 by the given clock.
  public init(clock: EventClock) {
    self.clock = clock
  }

  /// Nothing.
  public func appendHeader(to line: inout LineBuffer) {}

  /// Writes a record as one object.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let event = Ext4slower.event(from: record) else { return }
    line.beginObject()
    line.member("event", "file")
    line.member("time_ns", clock.sinceEpoch(event.time))
    line.member("pid", event.pid)
    line.member("tid", event.tid)
    line.member("comm", bytes: event.comm)
    line.member("operation", "\(event.operation)")
    line.member("bytes", max(event.result, 0))
    line.member("errno", max(0 &- event.result, 0))
    line.member("offset", event.offset)
    line.member("duration_ns", event.duration)
    line.member("name", bytes: event.name)
    line.endObjectLine()
  }
}
