// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The lines of `tcplife --csv`: one of names, then one a session, with bcc's columns.
public struct TCPCSV: RecordFormat, Sendable {
  /// The times that a line begins with.
  public var times: [TimeColumn] = []
  private let clock: EventClock

  /// Lines with times since the start of a clock.
  public init(clock: EventClock) { self.clock = clock }

  /// Writes the line of names.
  public func appendHeader(to line: inout LineBuffer) {
    for time in times {
      line.append(time.column.title)
      line.append(UInt8(ascii: ","))
    }
    line.append("PID,COMM,IP,LADDR,LPORT,RADDR,RPORT,TX_KB,RX_KB,MS")
    line.endLine()
  }

  /// Writes a record as one line; nothing between commas where the process is not known.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let session = Tcplife.event(from: record) else { return }
    for time in times {
      line.append(session.time, in: time, of: clock)
      line.append(UInt8(ascii: ","))
    }
    if let owner = session.owner { line.append(decimal: Int64(owner.pid)) }
    line.append(UInt8(ascii: ","))
    if let owner = session.owner { line.append(printing: Self.quoted(owner.comm)) }
    line.append(",\(session.local.address.count == 4 ? 4 : 6)")
    for end in [session.local, session.remote] { line.append(",\(end.text),\(end.port)") }
    for bytes in [session.sent, session.received] {
      line.append(UInt8(ascii: ","))
      line.append(fixed: TCPTable.tenthsOfKibibytes(bytes), decimals: 1)
    }
    line.append(UInt8(ascii: ","))
    line.append(fixed: session.duration / 10_000, decimals: 2)
    line.endLine()
  }

  /// A name in quotation marks where it holds a comma or one of these (RFC 4180).
  private static func quoted(_ name: [UInt8]) -> [UInt8] {
    let mark = UInt8(ascii: "\"")
    guard name.contains(mark) || name.contains(UInt8(ascii: ",")) else { return name }
    return [mark] + name.flatMap { $0 == mark ? [mark, mark] : [$0] } + [mark]
  }
}
