// SPDX-License-Identifier: Apache-2.0

import Glibc
import Results
import Testing

/// Whole files that reports are compared with, in Snapshots beside the tests.
///
/// TARE_RECORD=1 writes them anew; the difference is then read like any other change.
enum Snapshot {
  static func expect(
    _ text: String, matches name: String, at location: SourceLocation = #_sourceLocation
  ) throws {
    let folder = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let path = "\(folder)/Snapshots/\(name)"
    if unsafe getenv("TARE_RECORD") != nil { try ResultFile.write(Array(text.utf8), to: path) }
    let recorded = String(decoding: try ResultFile.read(path), as: UTF8.self)
    guard recorded != text else { return }
    let pairs = zip(
      recorded.split(separator: "\n", omittingEmptySubsequences: false),
      text.split(separator: "\n", omittingEmptySubsequences: false))
    let line = pairs.enumerated().first { $0.element.0 != $0.element.1 }
    let difference =
      line.map { "line \($0.offset + 1): was '\($0.element.0)', is '\($0.element.1)'" }
      ?? "one is longer"
    Issue.record(
      "\(name) differs, \(difference); TARE_RECORD=1 records it anew", sourceLocation: location)
  }
}
