// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The lines of `tcplife --json`; docs/json-lines.md tells the keys.
public struct TCPJSON: RecordFormat, Sendable {
  private let clock: EventClock

  /// Objects whose times are counted from 1970 by the given clock.
  public init(clock: EventClock) { self.clock = clock }

  /// Nothing.
  public func appendHeader(to line: inout LineBuffer) {}

  /// Writes a record as one object.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let session = Tcplife.event(from: record) else { return }
    line.beginObject()
    line.member("event", "tcp_session")
    line.member("time_ns", clock.sinceEpoch(session.time))
    if let owner = session.owner {
      line.member("pid", owner.pid)
      line.member("tid", owner.tid)
      line.member("comm", bytes: owner.comm)
    }
    line.member("local_address", session.local.text)
    line.member("local_port", session.local.port)
    line.member("remote_address", session.remote.text)
    line.member("remote_port", session.remote.port)
    line.member("sent_bytes", session.sent)
    line.member("received_bytes", session.received)
    line.member("duration_ns", session.duration)
    line.endObjectLine()
  }
}
