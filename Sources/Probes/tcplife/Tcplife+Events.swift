// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Lines

/// A TCP session that has ended.
public struct TCPSession: Sendable, Hashable {
  /// One end of it.
  public struct Endpoint: Sendable, Hashable {
    /// The address: 4 bytes of IPv4 or 16 of IPv6, in network order.
    public var address: [UInt8]
    /// The port.
    public var port: UInt16
  }

  /// The process that connected or closed it.
  public struct Owner: Sendable, Hashable {
    /// The process.
    public var pid: UInt32
    /// The thread.
    public var tid: UInt32
    /// The thread's name, at most 15 bytes.
    public var comm: [UInt8]
  }

  /// When it ended: nanoseconds of CLOCK_MONOTONIC.
  public var time: UInt64
  /// How long it lasted, in nanoseconds: since it was established or, if it never was, since it was asked for.
  public var duration: UInt64
  /// Its process; `nil` of one that was accepted and then reset by the other side.
  public var owner: Owner?
  /// This machine's end.
  public var local: Endpoint
  /// The other end.
  public var remote: Endpoint
  /// Bytes that were sent, each once.
  public var sent: UInt64
  /// Bytes that were received.
  public var received: UInt64
}

extension TCPSession.Endpoint {
  /// The address in its usual spelling, such as `127.0.0.1` or `::1`.
  public var text: String {
    let family = address.count == 4 ? AF_INET : AF_INET6
    var spelling = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard unsafe inet_ntop(family, address, &spelling, socklen_t(spelling.count)) != nil else {
      return "?"
    }
    return String(
      decoding: spelling.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension Tcplife: StreamingProbe {
  enum Offset {
    static let time = 0, duration = 8, sent = 16, received = 24, local = 32, remote = 48
    static let localPort = 64, remotePort = 66, family = 68, pid = 72, tid = 76, comm = 80
    static let end = 96
  }

  /// Decodes a record.
  public static func event(from record: RawSpan) -> TCPSession? {
    guard record.byteCount >= Offset.end else { return nil }
    return TCPSession(
      time: record.uint64(at: Offset.time), duration: record.uint64(at: Offset.duration),
      owner: owner(record),
      local: endpoint(record, address: Offset.local, port: Offset.localPort),
      remote: endpoint(record, address: Offset.remote, port: Offset.remotePort),
      sent: record.uint64(at: Offset.sent), received: record.uint64(at: Offset.received))
  }

  private static func owner(_ record: RawSpan) -> TCPSession.Owner? {
    let owner = TCPSession.Owner(
      pid: record.uint32(at: Offset.pid), tid: record.uint32(at: Offset.tid),
      comm: record.bytes(at: Offset.comm, limit: 16))
    // A process outside of the namespace has a name and no numbers.
    return owner.pid == 0 && owner.comm.isEmpty ? nil : owner
  }

  private static func endpoint(
    _ record: RawSpan, address: Int, port: Int
  ) -> TCPSession.Endpoint {
    let length = record.uint32(at: Offset.family) == UInt32(AF_INET6) ? 16 : 4
    let bytes = unsafe record.withUnsafeBytes { unsafe Array($0[address..<(address + length)]) }
    let both = record.uint32(at: Offset.localPort)
    return TCPSession.Endpoint(
      address: bytes,
      port: UInt16(truncatingIfNeeded: port == Offset.localPort ? both : both >> 16))
  }

  /// The process and the other end's address, by which the most frequent sessions are counted.
  public static func subject(of record: RawSpan) -> EventSubject? {
    guard let session = event(from: record) else { return nil }
    return EventSubject(
      comm: session.owner?.comm ?? [], subject: Array(session.remote.text.utf8))
  }

  /// Writes the line that names the columns.
  public static func appendHeader(to line: inout LineBuffer) {
    TCPTable().appendHeader(to: &line)
  }

  /// Writes a record as one line.
  public static func append(_ record: RawSpan, to line: inout LineBuffer) {
    TCPTable().append(record, to: &line)
  }
}
