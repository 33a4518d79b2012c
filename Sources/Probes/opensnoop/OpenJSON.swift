// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The lines of `opensnoop --json`; docs/json-lines.md tells the keys.
public struct OpenJSON: RecordFormat, Sendable {
  private let clock: EventClock

  /// Objects whose times are counted from 1970 by the given clock.
  public init(clock: EventClock) {
    self.clock = clock
  }

  /// Nothing.
  public func appendHeader(to line: inout LineBuffer) {}

  /// Writes a record as one object.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let event = Opensnoop.event(from: record) else { return }
    line.beginObject()
    line.member("event", "open")
    if let time = event.time { line.member("time_ns", clock.sinceEpoch(time)) }
    line.member("pid", event.pid)
    line.member("tid", event.tid)
    line.member("uid", event.uid)
    line.member("comm", bytes: event.comm)
    line.member("fd", max(event.result, -1))
    line.member("errno", max(0 &- event.result, 0))
    line.member("flags", event.flags)
    line.member("flag_names", list: OpenFlag.all(in: event.flags).map { Array($0.name.utf8) })
    line.member("path", bytes: event.path)
    if event.isByHandle { line.member("by_handle", true) }
    if event.directory != nil { line.member("full_path", bytes: event.fullPath) }
    line.endObjectLine()
  }
}
