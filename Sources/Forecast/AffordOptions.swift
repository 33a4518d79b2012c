// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
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

  /// The reason why a probe has no forecast.
  struct Reason: Error { let text: String }

  /// Finds the way and the price of a probe.
  func candidate(_ probe: any ProbeSubject) -> Result<AffordCandidate, Reason> {
    do throws(Reason) { return .success(try find(probe)) } catch { return .failure(error) }
  }

  private func find(_ probe: any ProbeSubject) throws(Reason) -> AffordCandidate {
    guard let events = probe.counted else {
      throw Reason(text: "its events are not told from others by counting; attach it to see")
    }
    let way = try way(of: probe)
    guard var price = price(of: probe.name, on: way.name) else {
      throw Reason(
        text: "what it costs on \(way.name) is not known; "
          + "tare afford \(probe.name) --weigh weighs it here first")
    }
    // A probe that counts in the kernel has a reader at its end only.
    if !(probe.probe is any StreamingProbe) { price.reader = nil }
    return AffordCandidate(
      probe: probe, events: events, way: way, price: price,
      hooksPrice: hooksPrice(of: way, callsPerEvent: events.callsPerEvent))
  }

  private func way(of probe: any ProbeSubject) throws(Reason) -> Way {
    if let rung {
      guard let way = probe.way(named: rung) else { throw Reason(text: "it has no rung '\(rung)'") }
      return way
    }
    let tried = probe.bestWay()
    guard let way = tried.way else {
      let reasons = tried.refused.map { "\($0.rung): \($0.reason)" }.joined(separator: "; ")
      throw Reason(text: "this kernel allows none of its rungs: \(reasons)")
    }
    return way
  }
}
