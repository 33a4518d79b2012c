// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// The cells of one probe on one rung: a row of the table and a sentence.
struct Finding {
  /// The operations it watches; `nil` when only bystanders were weighed.
  var watched: Cell?
  /// The operations it does not watch, one cell a workload.
  var bystanders: [Cell]
  /// The reasons why some of several sittings do not count.
  var setbacks: [String]
  /// Whether the same probe was weighed on other rungs too.
  var hasOtherRungs = false

  /// The cell whose name the row bears.
  var named: Cell? { watched ?? bystanders.first }

  /// The probe, with the rung and options when they matter.
  func subject(_ cell: Cell) -> String {
    var subject = cell.probe
    if hasOtherRungs || !cell.refusedRungs.isEmpty { subject += " on \(cell.rung)" }
    let options = cell.options.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return options.isEmpty ? subject : "\(subject) with \(enumeration(options))"
  }

  /// The bystander that pays most, of those for which it is known.
  var costliestBystander: Cell? {
    bystanders.filter { $0.verdict == .measured }
      .max { ($0.bystanderCost?.estimate ?? 0) < ($1.bystanderCost?.estimate ?? 0) }
  }
}

extension Finding {
  /// Sums up several sittings of each workload.
  init(watched: [Cell], bystanders: [Cell]) {
    var setbacks: [String] = []
    self.watched = watched.isEmpty ? nil : Self.sumUp(watched, &setbacks)
    self.bystanders = bystanders.grouped(by: \.workload).map { Self.sumUp($0, &setbacks) }
    self.setbacks = setbacks
  }

  /// One cell for several sittings; those that measured nothing are set back, and named.
  private static func sumUp(_ cells: [Cell], _ setbacks: inout [String]) -> Cell {
    let measured = cells.filter { $0.verdict == .measured }
    guard !measured.isEmpty else { return cells[0] }
    for (word, reason) in cells.compactMap(\.verdict.trouble) {
      setbacks.append("\(cells[0].workload): one of \(cells.count) sittings \(word): \(reason)")
    }
    if let whole = measured.first(where: { $0.sittings.count > 1 }) { return whole }
    return Cell(over: measured)
  }
}

extension CellVerdict {
  /// The word for what went wrong, and why; `nil` when nothing did.
  var trouble: (word: String, reason: String)? {
    switch self {
    case .measured: nil
    case .invalid(let reason): ("invalid", reason)
    case .failed(let reason, _): ("failed", reason)
    case .unsupported(let reason): ("unsupported", reason)
    }
  }
}
