// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The lines of `tcplife`.
public struct TCPTable: RecordFormat, Sendable {
  /// The times that a line begins with.
  public var times: [TimeColumn] = []
  /// Whether the columns of addresses have room for any of IPv6.
  public var isWide = false
  private let clock: EventClock

  /// The columns, with times since the start of a clock.
  public init(clock: EventClock = EventClock(start: 0, offset: 0)) { self.clock = clock }

  private static let port = Column("LPORT", 6)
  private static let remotePort = Column("RPORT", 6)
  private static let sent = Column("TX_KB", 8)
  private static let received = Column("RX_KB", 8)

  private var width: Int { isWide ? 40 : 16 }
  private var local: Column { Column("LADDR", width) }
  private var remote: Column { Column("RADDR", width) }

  /// Writes the line that names the columns.
  public func appendHeader(to line: inout LineBuffer) {
    line.append(
      titles: times.map(\.column) + [.pid, .comm, local, Self.port, remote, Self.remotePort]
        + [Self.sent, Self.received, Column("MS")])
  }

  /// Writes a record as one line; a dash where the process is not known.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let session = Tcplife.event(from: record) else { return }
    var place = 0
    for time in times {
      line.append(session.time, in: time, of: clock)
      line.end(time.column, at: &place)
    }
    if let owner = session.owner {
      line.append(decimal: Int64(owner.pid))
      line.end(.pid, at: &place)
      line.append(printing: owner.comm)
      line.end(.comm, at: &place)
    } else {
      for column in [Column.pid, .comm] {
        line.append(UInt8(ascii: "-"))
        line.end(column, at: &place)
      }
    }
    append(session.local, local, Self.port, to: &line, &place)
    append(session.remote, remote, Self.remotePort, to: &line, &place)
    appendAmounts(of: session, to: &line, &place)
    line.endLine()
  }

  private func append(
    _ end: TCPSession.Endpoint, _ address: Column, _ port: Column, to line: inout LineBuffer,
    _ place: inout Int
  ) {
    line.append(end.text)
    line.end(address, at: &place)
    line.append(decimal: Int64(end.port))
    line.end(port, at: &place)
  }

  private func appendAmounts(
    of session: TCPSession, to line: inout LineBuffer, _ place: inout Int
  ) {
    line.append(fixed: Self.tenthsOfKibibytes(session.sent), decimals: 1)
    line.end(Self.sent, at: &place)
    line.append(fixed: Self.tenthsOfKibibytes(session.received), decimals: 1)
    line.end(Self.received, at: &place)
    line.append(fixed: session.duration / 10_000, decimals: 2)
  }

  /// KiB to one decimal, as a number of tenths.
  static func tenthsOfKibibytes(_ bytes: UInt64) -> UInt64 {
    let (whole, rest) = bytes.quotientAndRemainder(dividingBy: 1024)
    return whole * 10 + (rest * 10 + 512) / 1024
  }
}
