// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Subjects

/// The options of `tare afford`.
public struct AffordOptions: Sendable {
  /// The probes to forecast.
  package var probes: [any ProbeSubject]
  /// The name of the rung; `nil`: the best that the kernel allows.
  public var rung: String?
  /// Seconds to count events.
  public var seconds = 5.0
  /// The prices of probes, the most trusted first.
  public var prices: [ProbePrice] = []
  /// The calibration of this machine.
  public var calibration: CalibrationDocument?
  /// Whether to attach each probe for as long afterwards, and compare its cost with the forecast.
  public var verifies = false
  /// The folder for a reader's nameless file.
  public var directory = "/var/tmp"

  /// Makes options of five seconds, without prices.
  package init(probes: [any ProbeSubject]) { self.probes = probes }

  /// Finds the price of a probe on a rung.
  func price(of probe: String, on rung: String) -> ProbePrice? {
    prices.first { $0.probe == probe && $0.rung == rung }
  }

  /// The cost of empty programs on a way's hooks to an event; `nil` without a calibration.
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
