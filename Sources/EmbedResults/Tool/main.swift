// SPDX-License-Identifier: Apache-2.0

import Foundation
import Reports
import Results

// usage: embed-results OUTPUT.swift DOCUMENT...
//
// Writes one line a fact, its parts apart by tabs: a literal of text costs the Swift compiler nothing.
//   measured PROBE RUNG SENTENCE PLACE
//   price JSON, of a ProbePrice
//   counted SERIES PROBE RUNG INSTRUCTIONS-AN-EVENT INSTRUCTIONS-OF-A-BYSTANDER

let arguments = CommandLine.arguments
guard arguments.count >= 2 else {
  FileHandle.standardError.write(Data("usage: embed-results OUTPUT DOCUMENT...\n".utf8))
  exit(64)
}

var facts: [[String]] = []
for path in arguments.dropFirst(2) {
  if URL(fileURLWithPath: path).lastPathComponent == "matrix.json" {
    facts += counted(try MatrixDocument(path: path))
  } else {
    let document = try MeasureDocument(path: path)
    let sentences = CostSentences(document).entries
    facts += sentences.map { ["measured", $0.probe, $0.rung, $0.text, $0.place] }
    facts += try prices(document, sentences)
  }
}

func prices(
  _ document: MeasureDocument, _ sentences: [CostSentences.Entry]
) throws -> [[String]] {
  return try ProbePrice.all(in: document, source: .results(place: "")).map { price in
    let place = sentences.first { $0.probe == price.probe && $0.rung == price.rung }?.place ?? ""
    var price = price
    price.source = .results(place: place)
    return ["price", String(decoding: try JSONEncoder().encode(price), as: UTF8.self)]
  }
}

func counted(_ document: MatrixDocument) -> [[String]] {
  document.kernels.flatMap { kernel in
    kernel.cells.compactMap { cell in
      guard cell.verdict == .exact, let cost = cell.cost else { return nil }
      let bystander = cost.bystander.map { "\($0)" } ?? ""
      return ["counted", kernel.series, cell.probe, cell.rung, "\(cost.total)", bystander]
    }
  }
}

/// Texts come from documents: none of them may end a line, a column or the literal.
func cleaned(_ text: String) -> String {
  String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
}

let lines = facts.map { $0.map(cleaned).joined(separator: "\t") }
let text = """
  // Made from results/. Do not edit.

  extension KnownCosts {
    static let facts = ##\"\"\"
  \(lines.map { "    \($0)" }.joined(separator: "\n"))
      \"\"\"##
  }

  """
try Data(text.utf8).write(to: URL(fileURLWithPath: arguments[1]), options: .atomic)
