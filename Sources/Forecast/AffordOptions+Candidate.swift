// SPDX-License-Identifier: Apache-2.0

import Probes
import Results
import Scale
import Subjects

extension AffordOptions {
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
