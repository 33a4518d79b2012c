// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Subjects

/// What `tare afford` was asked for.
public struct AffordOptions: Sendable {
  /// The probes to forecast.
  package var probes: [any ProbeSubject]
  /// The rung to take; `nil`: the best that the kernel allows.
  public var rung: String?
  /// How long events are counted, in seconds.
  public var seconds = 5.0
  /// What probes cost, the most trusted first.
  public var prices: [ProbePrice] = []
  /// What hooks cost on this machine, where it was calibrated.
  public var calibration: CalibrationDocument?
  /// Whether each probe is attached for as long afterwards, to hold the forecast against what it costs.
  public var verifies = false
  /// Where a reader's nameless file is put.
  public var directory = "/var/tmp"

  /// Five seconds, without prices.
  package init(probes: [any ProbeSubject]) { self.probes = probes }

  /// The price of a probe on a rung.
  func price(of probe: String, on rung: String) -> ProbePrice? {
    prices.first { $0.probe == probe && $0.rung == rung }
  }

  /// What empty programs on a rung's hooks add to an event, as this machine was calibrated; `nil` where it was not.
  ///
  /// - Parameters:
  ///   - way: The way.
  ///   - callsPerEvent: System calls that an event comes with, each of which pays where every call does.
  /// - Returns: In ns.
  func hooksPrice(of way: Way, callsPerEvent: Double) -> Interval? {
    let kinds = Set(way.hooks.map(\.kind.rawValue))
    guard kinds.count == 1, let kind = kinds.first,
      let hook = calibration?.hooks.first(where: { $0.kind == kind })?.nanoseconds
    else { return nil }
    let hooks = hook.times(Double(way.runsPerEvent))
    guard way.isPaidByEveryCall else { return hooks }
    return calibration?.systemCallPath?.nanoseconds.map { hooks.plus($0.times(callsPerEvent)) }
  }
}
