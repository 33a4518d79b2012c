// SPDX-License-Identifier: Apache-2.0

import Foundation
import Reports
import Results

// usage: embed-results OUTPUT.swift DOCUMENT...
//
// Writes one line a fact, its parts apart by tabs: a literal of text costs the Swift compiler nothing.
//   measured PROBE RUNG SENTENCE PLACE
//   weighed PROBE RUNG DISPATCH HALF-WIDTH CLOCK
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
    facts += CostSentences(document).entries.map {
      ["measured", $0.probe, $0.rung, $0.text, $0.place]
    }
    facts += weighed(document)
  }
}

/// In nanoseconds an event.
func weighed(_ document: MeasureDocument) -> [[String]] {
  document.cells.compactMap { cell in
    guard cell.role == .watched, let dispatch = cell.dispatch else { return nil }
    let clock = cell.inside.map { "\($0.floorNanoseconds)" } ?? ""
    return [
      "weighed", cell.probe, cell.rung, "\(dispatch.estimate)", "\(dispatch.halfWidth)", clock,
    ]
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
