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

  @Flag(
    help: "Markdown instead of a table for the terminal; of tare measure and matrix only.")
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
      try Terminal.output(try text(of: try AnyDocument(path: file)))
    } catch {
      throw Failure.report(error, reading: file)
    }
  }

  private func text(of document: AnyDocument) throws(ResultsError) -> String {
    let style = Terminal.style(of: STDOUT_FILENO)
    switch document {
    case .measure where junit:
      throw .unknownKind(found: MeasureDocument.kind, known: MatrixDocument.kind)
    case .calibration where junit || markdown:
      throw .unknownKind(found: CalibrationDocument.kind, known: MatrixDocument.kind)
    case .calibration(let document) where html: return CalibrationPage.render(document)
    case _ where html:
      throw .unknownKind(found: document.kind, known: CalibrationDocument.kind)
    case .calibration(let document): return CalibrationTable.render(document, style: style)
    case .features where junit || markdown, .afford where junit || markdown:
      throw .unknownKind(found: document.kind, known: MatrixDocument.kind)
    case .afford(let document): return AffordTable.render(document, style: style)
    case .features(let document): return FeaturesTable.render(document, style: style)
    case .measure(let document):
      return markdown
        ? MeasureMarkdown.render(document) : MeasureTable.render(document, style: style)
    case .matrix(let document) where junit: return MatrixJUnit.render(document)
    case .matrix(let document):
      return markdown ? MatrixMarkdown.render(document) : MatrixTable.render(document, style: style)
    }
  }
}
