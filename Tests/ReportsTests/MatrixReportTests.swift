// SPDX-License-Identifier: Apache-2.0

import Results
import Testing

@testable import Reports

@Suite struct MatrixReportTests {
  /// A document and the name of its snapshots.
  struct Sample: CustomTestStringConvertible {
    let name: String
    let document: MatrixDocument

    var testDescription: String { name }
  }

  static let samples = [
    Sample(name: "matrix-every-kind", document: SampleMatrix.everyKind),
    Sample(name: "matrix-verdicts-only", document: SampleMatrix.verdictsOnly),
    Sample(name: "matrix-interrupted", document: SampleMatrix.interrupted),
    Sample(name: "matrix-empty", document: SampleMatrix.empty),
    Sample(name: "matrix-hostile", document: SampleMatrix.hostile),
  ]

  @Test(arguments: samples)
  func `the table is as recorded`(sample: Sample) throws {
    try Snapshot.expect(MatrixTable.render(sample.document), matches: "\(sample.name).txt")
  }

  @Test(arguments: samples)
  func `the Markdown is as recorded`(sample: Sample) throws {
    try Snapshot.expect(MatrixMarkdown.render(sample.document), matches: "\(sample.name).md")
  }

  @Test(arguments: samples)
  func `the JUnit file is as recorded`(sample: Sample) throws {
    try Snapshot.expect(MatrixJUnit.render(sample.document), matches: "\(sample.name).xml")
  }

  @Test(arguments: samples)
  func `no line of the table is wider than 80 columns`(sample: Sample) {
    for line in MatrixTable.render(sample.document).split(separator: "\n") {
      #expect(line.count <= 80, "\(line)")
    }
  }

  @Test(arguments: samples)
  func `colour changes nothing but colour`(sample: Sample) throws {
    let coloured = MatrixTable.render(sample.document, style: .ansi)
    #expect(coloured.contains("\u{1B}["))
    let plain = coloured.replacing(try Regex("\u{1B}\\[[0-9]+m"), with: "")
    #expect(plain == MatrixTable.render(sample.document))
  }

  @Test func `long names, reasons and numbers stay within 80 columns`() {
    let long = String(repeating: "very-long-name/", count: 12)
    var kernel = SampleMatrix.kernel(long, at: 3)
    kernel.cells = MatrixCell.Verdict.allCases.enumerated().map { index, verdict in
      MatrixCell(
        probe: long, rung: "\(index)\(long)", verdict: verdict, reason: long,
        cost: SampleMatrix.cost(1e14, 1e15, 1e15, bystander: -1e15),
        costFailure: long, consoleFindings: [long])
    }
    (kernel.failure, kernel.consoleEnd, kernel.release) = (long, long, long)
    kernel.hooks[0].hook = long
    let document = SampleMatrix.document([kernel, SampleMatrix.kernel("6.12", at: 2)])
    for line in MatrixTable.render(document).split(separator: "\n") {
      #expect(line.count <= 80, "\(line)")
    }
  }

  @Test func `numbers beyond all bounds are printed all the same`() {
    let huge = 1.7e308
    var kernel = SampleMatrix.kernel("6.12", at: 3)
    kernel.cells[0].cost = InstructionCost(
      workload: "a", eventsPerOperation: 1e-300, off: -huge, floor: huge, probe: huge,
      bystander: .leastNonzeroMagnitude, boots: .max, spread: huge)
    kernel.cells[0].programs = [
      .init(name: "a", processedInstructions: .max, loadMilliseconds: huge)
    ]
    kernel.cells[0].elapsedSeconds = huge
    (kernel.bootSeconds, kernel.memoryBytes, kernel.base) = (huge, .max, -huge)
    kernel.guests = [
      GuestRun(purpose: .verdicts, boot: 1, elapsedSeconds: huge),
      GuestRun(purpose: .verdicts, boot: 2, elapsedSeconds: huge),
    ]
    var document = SampleMatrix.document([kernel])
    document.elapsedSeconds = huge
    document.host.guestsAtATime = .max
    document.split.bootSeconds = huge
    #expect(MatrixMarkdown.render(document).contains("inf"))
    #expect(MatrixJUnit.render(document).contains("inf"))
    for line in MatrixTable.render(document).split(separator: "\n") {
      #expect(line.count <= 80, "\(line)")
    }
    let same = MatrixComparison(document, against: document)
    #expect(same.worse.isEmpty)
  }

  @Test func `what the console showed cannot move the cursor or turn the text around`() {
    for text in [
      MatrixTable.render(SampleMatrix.hostile), MatrixMarkdown.render(SampleMatrix.hostile),
    ] {
      let bad = text.unicodeScalars.filter { scalar in
        scalar != "\n"
          && [.control, .format, .lineSeparator].contains(scalar.properties.generalCategory)
      }
      #expect(bad.isEmpty)
    }
  }

  @Test func `the numbers of a cell that is not exact are not printed`() {
    var kernel = SampleMatrix.kernel("6.12", at: 7)
    kernel.cells = [SampleMatrix.cell("a", "b", SampleMatrix.cost(4_000, 321, 1), processed: nil)]
    let exact = SampleMatrix.document([kernel])
    for render in [MatrixTable.text, MatrixMarkdown.render, MatrixJUnit.render] {
      #expect(render(exact).replacing(",", with: "").contains("4321"))
      for verdict in MatrixCell.Verdict.allCases where verdict != .exact {
        kernel.cells[0].verdict = verdict
        let text = render(SampleMatrix.document([kernel])).replacing(",", with: "")
        #expect(!text.contains("4321"))
      }
    }
  }

  @Test func `the unit and what it leaves out are said wherever costs are shown`() {
    let table = MatrixTable.render(SampleMatrix.everyKind)
    let page = MatrixMarkdown.render(SampleMatrix.everyKind)
    for text in [table, page] {
      #expect(text.contains("guest instructions"))
      let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains("they hold no cache miss and no misprediction"))
      #expect(!text.contains(" ns"))
    }
  }

  @Test func `a reason that many cells share is said once`() {
    let table = MatrixTable.render(SampleMatrix.everyKind)
    #expect(table.ranges(of: "cannot attach 'open_fexit'").count == 1)
    #expect(table.contains("opensnoop/fexit on 5.10 and 6.1:"))
  }

  @Test(arguments: [
    (["1", "2", "3", "4"], "all 4 series"), (["1", "2", "3"], "1 to 3"), (["1", "2"], "1 and 2"),
    (["1", "3", "4"], "1, 3 and 4"), (["4"], "4"), ([], ""),
  ])
  func `series in a row are put together`(series: [String], text: String) {
    #expect(SeriesList(series: series, all: ["1", "2", "3", "4"]).text == text)
  }

  @Test func `kernels of one flavour are put together`() {
    let all = (1...4).flatMap { ["\($0)", "\($0)-rt-amd64"] }
    func text(_ names: [String]) -> String { SeriesList(series: names, all: all).text }
    #expect(text(all) == "all 8 kernels")
    #expect(text(all.dropLast()) == "1 to 4 and 1-rt-amd64 to 3-rt-amd64")
    #expect(text(["2", "2-rt-amd64", "4"]) == "2, 4 and 2-rt-amd64")
  }

  @Test func `what changed from series to series is told of one flavour`() {
    var kernels = ["6.1", "6.1-rt-amd64", "7.3", "7.3-rt-amd64"].enumerated()
      .map { SampleMatrix.kernel($1, at: $0) }
    let table = MatrixTable.render(SampleMatrix.document(kernels))
    #expect(table.contains("on 7.3 ("))
    #expect(!table.contains("on 7.3-rt-amd64 ("))
    kernels.removeAll { !$0.series.hasSuffix("rt-amd64") }
    #expect(MatrixTable.render(SampleMatrix.document(kernels)).contains("on 7.3-rt-amd64 ("))
  }

  @Test(arguments: [
    (0, "0"), (0.25, "0.25"), (-0.25, "−0.25"), (1.0004, "1"), (9.5, "9.5"), (96.19, "96"),
    (2454.24, "2,454"), (0.0000001, "0"), (0.97, "1.0"),
  ])
  func `an instruction count is rounded, a small one keeps what is not whole`(
    value: Double, text: String
  ) {
    #expect(NumberFormat.instructions(value) == text)
  }

  @Test func `JSON is the document itself`() throws {
    let json = try Format.json.render(SampleMatrix.everyKind)
    #expect(try MatrixDocument(json: Array(json.utf8)) == SampleMatrix.everyKind)
  }
}

extension MatrixTable {
  /// Without a style, to stand beside the other formats.
  fileprivate static func text(_ document: MatrixDocument) -> String { render(document) }
}
