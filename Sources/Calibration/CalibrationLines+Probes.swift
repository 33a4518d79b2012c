// SPDX-License-Identifier: Apache-2.0

import Results

/// Probes.
extension CalibrationLines {
  var closures: CalibrationLine? {
    let compared = document.closures.filter { $0.residual != nil }
    guard !compared.isEmpty else { return nil }
    let closed = compared.count { $0.verdict == .closed }
    let open = compared.filter { $0.verdict == .open }.map(\.probe)
    let unknown = compared.filter { $0.verdict == .unknown }.map(\.probe)
    var notes: [String] = []
    if !open.isEmpty { notes.append("differ by more: \(open.joined(separator: ", "))") }
    if !unknown.isEmpty {
      notes.append("measured too coarsely to tell: \(unknown.joined(separator: ", "))")
    }
    return CalibrationLine(
      name: "probes whose cost outside is the cost inside", target: "all within 5 %",
      found: "\(closed) of \(compared.count)",
      verdict: !open.isEmpty ? .fails : unknown.isEmpty ? .holds : .unknown,
      note: notes.isEmpty ? nil : notes.joined(separator: "; "))
  }

  var events: CalibrationLine? {
    let checked = document.closures.filter { $0.isExact != nil }
    guard !checked.isEmpty else { return nil }
    let exact = checked.count { $0.isExact == true }
    return CalibrationLine(
      name: "events as caused", target: "exact for every probe",
      found: "\(exact) of \(checked.count)", verdict: exact == checked.count ? .holds : .fails,
      note: inexact(checked))
  }

  /// Which probes lost events or reported them wrongly, and what of it no probe could have seen.
  private func inexact(_ checked: [ProbeClosure]) -> String? {
    let names = checked.filter { $0.isExact == false }.map(\.probe)
    guard !names.isEmpty else { return nil }
    guard let spots = document.blindSpots, !spots.isEmpty else {
      return names.joined(separator: ", ")
    }
    return "\(names.joined(separator: ", ")); \(BlindSpot.sentence(spots))"
  }
}
