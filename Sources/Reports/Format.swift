// SPDX-License-Identifier: Apache-2.0

import Results

/// A way to print a document.
public enum Format: String, CaseIterable, Sendable {
  /// For a terminal of 80 columns.
  case table
  /// A page of Markdown, with GitHub's tables.
  case markdown
  /// JUnit XML, a test case a cell.
  case junit
  /// A page of HTML that needs no other file.
  case html
  /// The document itself; docs/result-document.md says what is in it.
  case json

  /// Prints a document.
  ///
  /// - Parameters:
  ///   - document: Of any kind.
  ///   - style: Whether to colour it; for a terminal only.
  /// - Returns: Text that ends in a line feed.
  /// - Throws: `unknownKind` where documents of this kind have no such format, `cannotEncode` where
  ///   JSON cannot hold a number.
  public func render(
    _ document: any ResultDocument, style: Style = .plain
  ) throws(ResultsError) -> String {
    if self == .json { return String(decoding: try document.json(), as: UTF8.self) }
    let kind = type(of: document).kind
    let rows = Rendering.all.filter { $0.format == self }
    guard let text = rows.lazy.compactMap({ $0.render(document, style) }).first else {
      throw .unknownKind(found: kind, known: rows.map(\.kind).joined(separator: "' or '"))
    }
    return text
  }
}

/// How documents of one kind are printed in one format.
private struct Rendering: Sendable {
  let kind: String
  let format: Format
  /// The text; `nil` of a document of another kind.
  let render: @Sendable (any ResultDocument, Style) -> String?

  init<Document: ResultDocument>(
    _ format: Format, _ render: @escaping @Sendable (Document, Style) -> String
  ) {
    kind = Document.kind
    self.format = format
    self.render = { document, style in (document as? Document).map { render($0, style) } }
  }

  /// Every kind in every format that it has, but for JSON, which all have.
  static let all = [
    Rendering(.table) { MeasureTable.render($0, style: $1) },
    Rendering(.markdown) { (document, _) in MeasureMarkdown.render(document) },
    Rendering(.table) { MatrixTable.render($0, style: $1) },
    Rendering(.markdown) { (document, _) in MatrixMarkdown.render(document) },
    Rendering(.junit) { (document, _) in MatrixJUnit.render(document) },
    Rendering(.table) { FeaturesTable.render($0, style: $1) },
    Rendering(.table) { CalibrationTable.render($0, style: $1) },
    Rendering(.html) { (document, _) in CalibrationPage.render(document) },
    Rendering(.table) { AffordTable.render($0, style: $1) },
  ]
}
