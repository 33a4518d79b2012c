// SPDX-License-Identifier: Apache-2.0

extension Workload {
  /// Opens TCP connections to itself and ends them, with a known number of bytes either way.
  public static let connectionStorm = Workload(
    name: "connection-storm",
    summary: "connect over loopback, send 700 bytes, get 1300 back, and end the connection",
    program: Program(executable: "connection-storm"),
    unit: "connection", principalKind: .tcpSession, kinds: [.tcpSession, .systemCall])

  /// Bytes that the connecting side of ``connectionStorm`` sends.
  public static let connectionAsked: UInt64 = 700
  /// Bytes that the accepting side of ``connectionStorm`` sends.
  public static let connectionAnswered: UInt64 = 1300
}
