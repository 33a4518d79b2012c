// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Reports
import Results

/// `tare report`: prints a result document again.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a result document as a table, or as Markdown.")

  @Argument(help: "A document that tare measure wrote with --json.")
  var file: String

  @Flag(help: "Markdown instead of a table for the terminal.")
  var markdown = false

  func run() throws {
    do throws(ResultsError) {
      let document = try MeasureDocument(path: file)
      let text =
        markdown
        ? MeasureMarkdown.render(document)
        : MeasureTable.render(document, style: Terminal.style(of: STDOUT_FILENO))
      print(text, terminator: "")
    } catch {
      Terminal.complain("\(error)")
      throw Failure.machinery
    }
  }
}
