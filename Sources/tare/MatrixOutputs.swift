// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reports
import Results

/// The files that `tare matrix` writes beside its table.
struct MatrixOutputs: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the result document to a file; - is standard output.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write a page of Markdown to a file, or to -.", valueName: "file"))
  var markdown: String?

  @Option(
    help: ArgumentHelp(
      "Write JUnit XML, a test case a cell, to a file, or to -.", valueName: "file"))
  var junit: String?

  /// A format and where it goes.
  private typealias Output = (path: String, format: Format)

  func validate() throws {
    let paths = outputs.map(\.path)
    if let twice = paths.first(where: { path in paths.filter { $0 == path }.count > 1 }) {
      let place = twice == "-" ? "standard output" : "'\(twice)'"
      throw ValidationError("--json, --markdown and --junit cannot share \(place)")
    }
  }

  /// Whether a document takes standard output, so that nothing else may be printed there.
  var takesStandardOutput: Bool { outputs.contains { $0.path == "-" } }

  /// Checks that each file can be written.
  func check() throws(ResultsError) {
    for output in outputs where output.path != "-" { try ResultFile.checkWritable(output.path) }
  }

  /// Writes each file, also where another one fails, and tells why it fails; whether all were.
  func write(_ document: MatrixDocument) -> Bool {
    var isWritten = true
    // Files first: whoever reads standard output may go away.
    for output in outputs.filter({ $0.path != "-" }) + outputs.filter({ $0.path == "-" }) {
      do throws(ResultsError) {
        let text = try output.format.render(document)
        if output.path == "-" {
          try Terminal.output(text)
        } else {
          try ResultFile.write(Array(text.utf8), to: output.path)
        }
      } catch {
        Terminal.complain("\(error)")
        isWritten = false
      }
    }
    return isWritten
  }

  private var outputs: [Output] {
    [(json, Format.json), (markdown, .markdown), (junit, .junit)].compactMap { path, format in
      path.map { ($0, format) }
    }
  }
}
