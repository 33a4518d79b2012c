// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

extension RunningKernelTests {
  @Suite struct TcplifeTests {
    private static let rungs = Rungs.of(Tcplife())
    private static var own: ProbeFilter { ProbeFilter(pid: UInt32(getpid())) }

    /// The sessions at a server's port, each connection's two.
    private func sessions(
      _ probe: Tcplife, rung: String, of connection: Connection, at least: Int,
      while body: () throws -> Void
    ) throws -> [TCPSession] {
      func isOurs(_ session: TCPSession) -> Bool {
        [session.local.port, session.remote.port].contains(connection.port)
      }
      let watched = try repeatedWhereHidden(until: { watched in
        watched.events.count(where: isOurs) >= least
      }) { try IntegrationTests.watch(probe, rung: rung, while: body) }
      #expect(watched.drops == 0)
      return watched.events.filter(isOurs)
    }

    @Test(.requiresRoot, arguments: rungs, [Connection.Family.ipv4, .ipv6])
    func `both ends of a connection tell each byte once`(
      rung: String, family: Connection.Family
    ) throws {
      let connection = try Connection(family)
      let found = try sessions(Tcplife(), rung: rung, of: connection, at: 2) {
        try connection.run(asking: 5000, answering: 100_000)
      }
      #expect(found.count == 2)
      let asking = try #require(found.first { $0.remote.port == connection.port })
      let answering = try #require(found.first { $0.local.port == connection.port })
      #expect(asking.sent == 5000 && asking.received == 100_000)
      #expect(answering.sent == 100_000 && answering.received == 5000)
      for session in found {
        #expect(session.owner?.pid == UInt32(getpid()))
        #expect(session.local.text == connection.address)
        #expect(session.remote.text == connection.address)
        #expect(session.duration > 0)
      }
      #expect(asking.local.port == answering.remote.port)
    }

    @Test(.requiresRoot, arguments: rungs)
    func `a connection that is refused is a session without bytes`(rung: String) throws {
      let connection = try Connection(.ipv4)
      let found = try sessions(Tcplife(), rung: rung, of: connection, at: 1) {
        connection.beRefused()
      }
      #expect(found.map(\.sent) == [0])
      #expect(found.map(\.received) == [0])
      #expect(found.first?.owner?.pid == UInt32(getpid()))
    }

    @Test(.requiresRoot, arguments: rungs)
    func `only the process that is asked for is reported`(rung: String) throws {
      let connection = try Connection(.ipv4)
      for (filter, count) in [(Self.own, 2), (ProbeFilter(pid: 1), 0)] {
        let found = try sessions(Tcplife(filter: filter), rung: rung, of: connection, at: count) {
          try connection.run(asking: 1, answering: 1)
        }
        #expect(found.count == count)
      }
    }
  }
}

/// Connections of this process to itself over the loopback interface.
final class Connection {
  enum Family: Int32, Sendable {
    case ipv4 = 2
    case ipv6 = 10
  }

  private let family: Family
  private let listener: Int32
  let port: UInt16
  var address: String { family == .ipv4 ? "127.0.0.1" : "::1" }

  private struct Failure: Error { let call: String, errno: Int32 }

  /// Listens at a port that nobody else has.
  init(_ family: Family) throws {
    self.family = family
    let listener = socket(family.rawValue, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var place = Self.loopback(family, port: 0)
    let size = socklen_t(place.count)
    let isBound = unsafe place.withUnsafeMutableBytes { bytes in
      let pointer = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
      guard let pointer = unsafe pointer, unsafe bind(listener, pointer, size) == 0 else {
        return false
      }
      var length = size
      return unsafe listen(listener, 1) == 0 && getsockname(listener, pointer, &length) == 0
    }
    guard isBound else { throw Failure(call: "bind", errno: errno) }
    port = UInt16(place[2]) << 8 | UInt16(place[3])
  }

  /// A socket address: family, port in network order, address.
  private static func loopback(_ family: Family, port: UInt16) -> [UInt8] {
    let head = [UInt8(family.rawValue), 0, UInt8(port >> 8), UInt8(port & 0xff)]
    let zeros = { (count: Int) in [UInt8](repeating: 0, count: count) }
    return family == .ipv4
      ? head + [127, 0, 0, 1] + zeros(8) : head + zeros(4) + zeros(15) + [1] + zeros(4)
  }

  private func connect() -> Int32 {
    let asking = socket(family.rawValue, Int32(SOCK_STREAM.rawValue), 0)
    let place = Self.loopback(family, port: port)
    let result = unsafe place.withUnsafeBytes { bytes -> Int32 in
      let pointer = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
      guard let pointer = unsafe pointer else { return -1 }
      return unsafe Glibc.connect(asking, pointer, socklen_t(place.count))
    }
    if result == 0 { return asking }
    close(asking)
    return -1
  }

  /// Connects, passes bytes either way, and closes both ends, the connecting one first. Both are gone then.
  func run(asking: Int, answering: Int) throws {
    let client = connect()
    guard client >= 0 else { throw Failure(call: "connect", errno: errno) }
    let server = accept(listener, nil, nil)
    guard server >= 0 else { throw Failure(call: "accept", errno: errno) }
    try pass(asking, from: client, to: server)
    try pass(answering, from: server, to: client)
    // Closing waits until the other end has taken the end in.
    for end in [client, server] {
      var wait = linger(l_onoff: 1, l_linger: 10)
      unsafe setsockopt(end, SOL_SOCKET, SO_LINGER, &wait, socklen_t(MemoryLayout<linger>.size))
      close(end)
    }
  }

  private func pass(_ count: Int, from: Int32, to: Int32) throws {
    let bytes = [UInt8](repeating: 7, count: 16_384)
    var buffer = bytes
    var left = count
    while left > 0 {
      let size = min(left, bytes.count)
      guard unsafe send(from, bytes, size, Int32(MSG_NOSIGNAL)) == size else {
        throw Failure(call: "send", errno: errno)
      }
      guard unsafe recv(to, &buffer, size, Int32(MSG_WAITALL)) == size else {
        throw Failure(call: "recv", errno: errno)
      }
      left -= size
    }
  }

  /// Connects to the port when nobody listens there.
  func beRefused() {
    shutdown(listener, Int32(SHUT_RDWR))
    _ = connect()
  }

  deinit { close(listener) }
}
