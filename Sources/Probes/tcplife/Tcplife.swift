// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// Each TCP session when it ends: the process, both addresses, the bytes either way, and how long it lasted.
///
/// Sessions that began before the probe was attached are not reported. Oldest kernel 4.19.
public struct Tcplife: FilteredProbe {
  /// Whose sessions are reported: of the process that connects or closes.
  public var filter: ProbeFilter

  /// The probe.
  public init(filter: ProbeFilter = ProbeFilter()) { self.filter = filter }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .tcplife }

  /// Counted by CPU.
  public var losses: LossCount { .drops }

  /// Sessions that have begun.
  public var unfinished: [UnfinishedMap] { [.entries("sessions")] }

  /// The tracepoint of a socket's change of state, by three ways.
  public var ladder: [Rung] {
    let event = "inet_sock_set_state"
    return [
      Rung("tp_btf", [.init("state_btf", at: .tpBTF(event))], runsPerEvent: Self.changes),
      Rung(
        "raw_tracepoint", [.init("state_raw", at: .rawTracepoint(event))],
        runsPerEvent: Self.changes),
      Rung(
        "tracepoint", [.init("state_classic", at: .tracepoint(category: "sock", event: event))],
        runsPerEvent: Self.changes),
    ]
  }

  /// Changes of state in a session, about: it begins, is established, and ends in two to four steps.
  private static let changes = 4

  /// Writes the options into the object.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    try object.setConstants(bytes(of: tcplife_settings(filter: try filter.settings())))
  }
}
