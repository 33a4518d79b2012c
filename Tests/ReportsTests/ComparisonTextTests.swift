// SPDX-License-Identifier: Apache-2.0

import Results
import Testing

@testable import Reports

@Suite struct ComparisonTextTests {
  @Test func `worse, better and unclear cells are named, within 80 columns`() throws {
    let before = SampleMatrix.everyKind
    var kernels = before.kernels.filter { $0.series != "7.3" }
    kernels[1].release = "6.1.118-cloud-amd64"
    kernels[1].cells[1].verdict = .lossy
    kernels[1].cells[1].reason = "the ring was full"
    kernels[3].cells[4] = SampleMatrix.cell(
      "syscount", "raw_tracepoint", SampleMatrix.cost(134, 43, 335), processed: 100)
    kernels[4].cells[2].cost = SampleMatrix.cost(418, 556, 5_761, bystander: 96.25)
    kernels[5].cells[1].cost = SampleMatrix.cost(877, 1_700, 5_761, bystander: 12.5)
    kernels[7].cells.append(SampleMatrix.cell("new", "fentry", nil, processed: nil))
    let comparison = MatrixComparison(SampleMatrix.document(kernels), against: before)
    let text = ComparisonText.render(comparison, against: "results/matrix.json")
    try Snapshot.expect(text, matches: "matrix-comparison.txt")
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func `where nothing changed it says so in a line`() {
    let document = SampleMatrix.verdictsOnly
    let comparison = MatrixComparison(document, against: document)
    #expect(
      ComparisonText.render(comparison, against: "a.json")
        == "Against 'a.json': 12 cells compared, 0 worse.\n")
  }
}
