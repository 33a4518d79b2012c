// SPDX-License-Identifier: Apache-2.0

import Results
import Testing

@testable import Reports

@Suite struct MeasureReportTests {
  /// A document and the name of its snapshots.
  struct Sample: CustomTestStringConvertible {
    let name: String
    let document: MeasureDocument

    var testDescription: String { name }
  }

  static let samples = [
    Sample(name: "every-kind", document: SampleDocument.everyKind),
    Sample(name: "interrupted", document: SampleDocument.interrupted),
    Sample(name: "empty", document: SampleDocument.empty),
    Sample(name: "several-sittings", document: SampleDocument.severalSittings),
  ]

  @Test(arguments: samples)
  func `the table is as recorded`(sample: Sample) throws {
    try Snapshot.expect(MeasureTable.render(sample.document), matches: "\(sample.name).txt")
  }

  @Test(arguments: samples)
  func `the Markdown is as recorded`(sample: Sample) throws {
    try Snapshot.expect(MeasureMarkdown.render(sample.document), matches: "\(sample.name).md")
  }

  @Test(arguments: samples)
  func `no line of the table is wider than 80 columns`(sample: Sample) {
    for line in MeasureTable.render(sample.document).split(separator: "\n") {
      #expect(line.count <= 80, "\(line)")
    }
  }

  @Test(arguments: samples)
  func `colour changes nothing but colour`(sample: Sample) throws {
    let coloured = MeasureTable.render(sample.document, style: .ansi)
    #expect(coloured.contains("\u{1B}["))
    let plain = coloured.replacing(try Regex("\u{1B}\\[[0-9]+m"), with: "")
    #expect(plain == MeasureTable.render(sample.document))
  }

  @Test func `long names and reasons stay within 80 columns`() {
    let long = String(repeating: "very-long-name/", count: 12)
    let cells = [
      CellVerdict.measured, .invalid(reason: long), .failed(reason: long, lastOutput: long),
    ]
    .map { verdict in
      SampleDocument.changed(SampleDocument.opensnoop()) {
        ($0.probe, $0.rung, $0.workload, $0.unit) = (long, long, long, long)
        $0.refusedRungs = [RungRefusal(rung: long, reason: long)]
        $0.verdict = verdict
      }
    }
    let document = MeasureDocument(sitting: SampleDocument.everyKind.sittings[0], cells: cells)
    for line in MeasureTable.render(document).split(separator: "\n") {
      #expect(line.count <= 80, "\(line)")
    }
  }

  @Test func `what a program printed last cannot move the cursor`() {
    let table = MeasureTable.render(SampleDocument.everyKind)
    #expect(!table.contains("\u{1B}"))
    #expect(table.contains("| Killed"))
  }

  @Test func `the numbers of an invalid cell are not printed`() {
    #expect(!MeasureTable.render(SampleDocument.everyKind).contains("613"))
    #expect(!MeasureMarkdown.render(SampleDocument.everyKind).contains("613"))
  }

  @Test func `what no probe sees on this kernel is not put down to the probe`() throws {
    var document = SampleDocument.everyKind
    let index = try #require(document.cells.firstIndex { $0.fidelity?.verdict == .lossy })
    func words() -> String {
      MeasureTable.render(document).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    #expect(words().contains("cheap because of it"))
    document.cells[index].fidelity?.blindSpots = [
      BlindSpot(pid: 1, name: "an agent", turns: 12), BlindSpot(pid: 7, name: "b\u{1B}", turns: 3),
    ]
    #expect(words().contains("no program while an agent (1) or b (7) is on a CPU"))
    #expect(!words().contains("cheap because of it"))
  }

  @Test func `JSON is the document itself`() throws {
    let json = try Format.json.render(SampleDocument.everyKind)
    #expect(try MeasureDocument(json: Array(json.utf8)) == SampleDocument.everyKind)
  }
}
