// SPDX-License-Identifier: Apache-2.0

extension Workload {
  /// Hands a token to another thread on the same CPU and back.
  public static let pingPong = Workload(
    name: "ping-pong",
    summary: "two threads on one CPU hand a token to and fro",
    program: Program(executable: "ping-pong"),
    unit: "round trip", principalKind: .runQueueWait, kinds: [.runQueueWait, .block, .systemCall])
}
