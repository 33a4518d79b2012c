// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Reports
import Results

/// `tare report`: prints a result document again.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a result document as a table, as Markdown, as JUnit XML or as a page.")

  @Argument(
    help: "A document that tare measure, matrix, features, calibrate or afford wrote as JSON.")
  var file: String

  @Flag(help: "Markdown instead of a table for the terminal; of tare measure and matrix only.")
  var markdown = false

  @Flag(help: "JUnit XML, a test case a cell; of tare matrix only.")
  var junit = false

  @Flag(help: "A page of HTML with pictures; of tare calibrate only.")
  var html = false

  func validate() throws {
    if [markdown, junit, html].count(where: \.self) > 1 {
      throw ValidationError("--markdown, --junit and --html are different formats; take one")
    }
  }

  func run() throws {
    do throws(ResultsError) {
      let document = try AnyDocument(path: file).document
      try Terminal.output(try format.render(document, style: Terminal.style(of: STDOUT_FILENO)))
    } catch {
      throw Failure.report(error, reading: file)
    }
  }

  private var format: Format {
    if markdown { return .markdown }
    if junit { return .junit }
    return html ? .html : .table
  }
}
