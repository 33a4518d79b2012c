// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// Knows both sessions of each connection of `connection-storm`: whose they are, between which ports, and how many
/// bytes went either way.
final class SessionWitness: Witness {
  private let workload: WitnessedWorkload
  /// The port that connections are accepted at.
  private let port: UInt16
  private var found = LoadFindings()

  private static let loopback: [UInt8] = [127, 0, 0, 1]

  init(_ workload: WitnessedWorkload) {
    self.workload = workload
    port = workload.subject.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
  }

  func take(_ record: RawSpan) {
    guard let session = Tcplife.event(from: record) else {
      found.note = "a record could not be decoded"
      found.seen[.tcpSession, default: .init()].wrong += 1
      return
    }
    guard session.local.port == port || session.remote.port == port else { return }
    found.seen[.tcpSession, default: .init()].reported += 1
    if !isRight(session) {
      found.seen[.tcpSession, default: .init()].wrong += 1
      found.note = found.note ?? "a session was reported as \(session)"
    }
  }

  private func isRight(_ session: TCPSession) -> Bool {
    let isAccepted = session.local.port == port
    return session.owner?.pid == workload.pid && session.owner?.tid == workload.pid
      && session.owner?.comm == workload.comm && session.duration > 0
      && [session.local, session.remote].allSatisfy { $0.address == Self.loopback }
      && session.sent == (isAccepted ? Workload.connectionAnswered : Workload.connectionAsked)
      && session.received == (isAccepted ? Workload.connectionAsked : Workload.connectionAnswered)
  }

  func findings() throws(BPFError) -> LoadFindings { found }
}
