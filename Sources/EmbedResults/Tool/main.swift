// SPDX-License-Identifier: Apache-2.0

import Foundation

// usage: embed-results TABLE OUTPUT.swift
//
// Writes the table of known costs as a literal of text, which costs the Swift compiler nothing.

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
  FileHandle.standardError.write(Data("usage: embed-results TABLE OUTPUT\n".utf8))
  exit(64)
}
let table = try String(contentsOf: URL(fileURLWithPath: arguments[1]), encoding: .utf8)
let text = """
  // Made from results/known-costs.tsv. Do not edit.

  extension KnownCosts {
    static let facts = ##\"\"\"
  \(table.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
      \"\"\"##
  }

  """
try Data(text.utf8).write(to: URL(fileURLWithPath: arguments[2]), options: .atomic)
