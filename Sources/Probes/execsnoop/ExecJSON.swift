// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The lines of `execsnoop --json`; docs/json-lines.md tells the keys.
public struct ExecJSON: RecordFormat, Sendable {
  private let clock: EventClock
  private let mostArguments: Int?

  /// Objects whose times are counted from 1970 by the given clock, with at most so many arguments
  /// behind the program's own name.
  public init(clock: EventClock, mostArguments: Int? = nil) {
    self.clock = clock
    self.mostArguments = mostArguments
  }

  /// Nothing.
  public func appendHeader(to line: inout LineBuffer) {}

  /// Writes a record as one object.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let event = Execsnoop.event(from: record) else { return }
    let shown = event.arguments.prefix(mostArguments.map { $0 + 1 } ?? Int.max)
    line.beginObject()
    line.member("event", "exec")
    line.member("time_ns", clock.sinceEpoch(event.time))
    line.member("pid", event.pid)
    line.member("ppid", event.ppid)
    line.member("uid", event.uid)
    line.member("comm", bytes: event.comm)
    line.member("errno", max(0 &- event.result, 0))
    line.member("filename", bytes: event.filename)
    line.member("args", list: Array(shown))
    line.member("args_cut", event.isCut || shown.count < event.arguments.count)
    line.member("args_unreadable", event.isUnreadable)
    if let isInterpreted = event.isInterpreted {
      line.member("interpreted", isInterpreted)
    } else {
      line.nullMember("interpreted")
    }
    line.endObjectLine()
  }
}
