// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// The paragraphs below the table: how to judge its numbers.
struct Legend {
  let machine: MachineFindings

  /// One paragraph each.
  var paragraphs: [String] { [intervals, sittings, excluded, residuals].compactMap(\.self) }

  private var intervals: String? {
    let measured = machine.findings.compactMap(\.watched).filter { $0.verdict == .measured }
    let confidence = measured.compactMap(\.total).map(\.confidence).min()
    let loads = measured.map(\.loads)
    guard let confidence, let fewest = loads.min(), let most = loads.max() else { return nil }
    let percent = NumberFormat.short(confidence * 100)
    let count = fewest == most ? "\(fewest)" : "\(fewest) to \(most)"
    return "±: half-width of the \(percent) % interval over \(count) loads. "
      + "Dispatch: floor − off; program: probe − floor; total: both; each per event, "
      + "as is the reader's CPU time. Bystander: per operation that is not watched. "
      + "<: below the noise floor; the cost, if any, is less than that."
  }

  private var sittings: String? {
    guard machine.sittings.count > 1 else { return nil }
    return "\(machine.sittings.count) sittings: each figure is the median of theirs, and its "
      + "interval reaches over all of theirs."
  }

  private var excluded: String? {
    let stints = machine.cells.map(\.stints).reduce(0, +)
    guard stints > 0, let rule = machine.sittings.first?.method.exclusion else { return nil }
    let excluded = NumberFormat.count(machine.cells.map(\.excludedStints).reduce(0, +))
    return "Stints left out: \(excluded) of \(NumberFormat.count(stints)) (\(rule))."
  }

  private var residuals: String? {
    let residuals = machine.findings.compactMap(\.watched).compactMap { cell in
      // A program that costs less than can be told here leaves noise as its residual.
      cell.verdict != .measured || cell.program?.containsZero != false
        ? nil
        : cell.inside.map {
          "\(cell.probe) \(cell.rung) \(NumberFormat.short($0.residualRatio * 100)) %"
        }
    }
    guard !residuals.isEmpty else { return nil }
    return "Residual between outside and inside the programs: "
      + residuals.joined(separator: ", ") + "."
  }
}
