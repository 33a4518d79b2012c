// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Reports
import Results

/// The table `results/known-costs.tsv`, which is embedded in the program: making it from the
/// documents takes all of `Reports` and `Results`, which would have to be compiled twice.
///
/// One line a fact, its parts apart by tabs:
///
///     counted SERIES PROBE RUNG INSTRUCTIONS-AN-EVENT INSTRUCTIONS-OF-A-BYSTANDER
///     measured PROBE RUNG SENTENCE PLACE
///     price JSON, of a ProbePrice
extension KnownCosts {
  /// Makes the table from two documents.
  ///
  /// - Throws: `EncodingError` where a price has a number that JSON has not.
  static func table(_ matrix: MatrixDocument, _ measure: MeasureDocument) throws -> String {
    let rows = counted(matrix) + (try measured(measure))
    return rows.map { $0.map(cleaned).joined(separator: "\t") + "\n" }.joined()
  }

  private static func counted(_ document: MatrixDocument) -> [[String]] {
    document.kernels.flatMap { kernel in
      kernel.cells.compactMap { cell in
        guard cell.verdict == .exact, let cost = cell.cost else { return nil }
        let bystander = cost.bystander.map { "\($0)" } ?? ""
        return ["counted", kernel.series, cell.probe, cell.rung, "\(cost.total)", bystander]
      }
    }
  }

  private static func measured(_ document: MeasureDocument) throws -> [[String]] {
    let sentences = CostSentences(document).entries
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let prices = try ProbePrice.all(in: document, source: .results(place: "")).map { price in
      let place = sentences.first { $0.probe == price.probe && $0.rung == price.rung }?.place ?? ""
      var price = price
      price.source = .results(place: place)
      return ["price", String(decoding: try encoder.encode(price), as: UTF8.self)]
    }
    return sentences.map { ["measured", $0.probe, $0.rung, $0.text, $0.place] } + prices
  }

  /// Replaces tabs and ends of lines, which would end a column or a line.
  private static func cleaned(_ text: String) -> String {
    String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
  }
}
