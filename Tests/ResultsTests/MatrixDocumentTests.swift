// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Results

@Suite struct MatrixDocumentTests {
  @Test func `a matrix comes back from JSON as it was`() throws {
    let json = try MatrixSample.document.json()
    #expect(try MatrixDocument(json: json) == MatrixSample.document)
    #expect(try MatrixDocument(json: json).json() == json)
  }

  @Test func `a document from before boots and findings of cells were kept is read`() throws {
    var plain = MatrixSample.kernel("6.12")
    plain.guests = []
    plain.cells = [MatrixCell(probe: "a", rung: "b", verdict: .exact)]
    var text = String(decoding: try MatrixSample.matrix([plain]).json(), as: UTF8.self)
    let new = text
    text = text.replacing(/"guests" : \[\s*\],/, with: "")
    text = text.replacing(/"consoleFindings" : \[\s*\],/, with: "")
    try #require(text != new)
    #expect(try MatrixDocument(json: Array(text.utf8)) == MatrixSample.matrix([plain]))
  }

  @Test
  func `kernels are in the order of their numbers, and one that comes again gets its own name`() {
    let document = MatrixSample.matrix(
      ["7.3", "5.10", "mine", "5.9", "5.10"].map { MatrixSample.kernel($0) })
    #expect(document.kernels.map(\.series) == ["5.9", "5.10", "5.10#2", "7.3", "mine"])
  }

  @Test func `merging takes a kernel whole from the run that began later`() {
    var newer = MatrixSample.kernel("6.12", startedAt: "2026-03-02T12:00:00Z")
    newer.cells = []
    let first = MatrixSample.document
    let second = MatrixSample.matrix([newer], startedAt: "2026-03-02T12:00:00Z")
    let merged = first.merging(second)
    #expect(merged.kernels == [MatrixSample.kernel("5.10"), newer])
    #expect(second.merging(first) == merged)
    #expect(merged.merging(merged) == merged)
  }

  @Test func `parts, total and range of a cost follow from its counts`() throws {
    let cost = try #require(MatrixSample.cost())
    #expect((cost.dispatch, cost.program, cost.total) == (97, 266.25, 363.25))
    #expect(cost.range == InstructionCost.Range(low: 361.25, high: 364))
    #expect(try #require(MatrixSample.cost(perturbations: [])).range == nil)
  }

  @Test(arguments: [(0, true), (0.001, true), (0.002, false), (nil, nil)])
  func `boots agree to a thousandth of an instruction`(spread: Double?, agrees: Bool?) throws {
    #expect(try #require(MatrixSample.cost(spread: spread)).agrees == agrees)
    let hook = MatrixHook(hook: "kprobe", instructions: 1, boots: 2, spread: spread)
    #expect(hook.agrees == agrees)
  }

  @Test func `what is no number is no cost`() {
    let bad = InstructionCost.Perturbation(name: "KASLR", setting: "on", total: .nan)
    #expect(MatrixSample.cost(perturbations: [bad]) == nil)
    #expect(MatrixSample.cost(spread: .infinity) == nil)
  }

  @Test(arguments: [
    (#""unit" : "guest instructions""#, #""unit" : "ns""#, "kernels[0].cells[0].cost.unit"),
    (#""purpose" : "bare""#, #""purpose" : "rest""#, "kernels[0].guests[2].purpose"),
    (#""series" : "6.12""#, #""series" : "5.10""#, "kernels"),
    (#""rung" : "tracepoint""#, #""rung" : "fexit""#, "kernels[0].cells"),
  ])
  func `the field that is bad is named`(good: String, bad: String, field: String) throws {
    let text = String(decoding: try MatrixSample.document.json(), as: UTF8.self)
    let broken = text.replacing(good, with: bad)
    try #require(broken != text)
    let error = #expect(throws: ResultsError.self) { try MatrixDocument(json: Array(broken.utf8)) }
    guard case .malformed(field, _)? = error else {
      Issue.record("not about \(field): \(error?.description ?? "nothing")")
      return
    }
  }
}
