// SPDX-License-Identifier: Apache-2.0

import Foundation
import Results
import Testing

@testable import Reports

/// What the README and the pages in `results/` show is the run that is kept there, as it is printed
/// now.
@Suite struct ShownRunTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  private static func document() throws -> MeasureDocument {
    try MeasureDocument(path: root.appending(path: "results/measure.json").path)
  }

  @Test func `the README shows the run in results`() throws {
    let table = MeasureTable.render(try Self.document())
    #expect(try Self.text("README.md").contains(table))
  }

  @Test func `the page in results is rendered from the run beside it`() throws {
    let page = MeasureMarkdown.render(try Self.document())
    #expect(try Self.text("results/MEASURE.md") == page)
  }

  @Test func `the page of the matrix in results is rendered from the run beside it`() throws {
    let document = try MatrixDocument(path: Self.root.appending(path: "results/matrix.json").path)
    #expect(try Self.text("results/MATRIX.md") == MatrixMarkdown.render(document))
  }

  @Test func `the calibration in results is a full one, and its page is rendered from it`() throws {
    let path = Self.root.appending(path: "results/calibration.json").path
    let document = try CalibrationDocument(path: path)
    #expect(!document.quick && !document.interrupted && document.failures.isEmpty)
    #expect(try Self.text("results/calibration.html") == CalibrationPage.render(document))
  }

  @Test func `the run in results holds every probe and its raw slices within 2 MB`() throws {
    let document = try Self.document()
    #expect(Set(document.cells.map(\.probe)).count == 10)
    let refused = document.cells.filter { cell in
      if case .unsupported = cell.verdict { true } else { false }
    }
    #expect(Set(refused.map(\.probe)).isSubset(of: ["funclatency"]))
    #expect(document.cells.allSatisfy { $0.raw.loads.isEmpty == refused.contains($0) })
    let bytes = try Data(contentsOf: Self.root.appending(path: "results/measure.json")).count
    #expect(bytes <= 2_000_000)
  }
}
