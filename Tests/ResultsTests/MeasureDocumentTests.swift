// SPDX-License-Identifier: Apache-2.0

import Statistics
import Testing

@testable import Results

@Suite struct MeasureDocumentTests {
  @Test func `a document comes back from JSON as it was`() throws {
    let json = try Sample.document.json()
    #expect(try MeasureDocument(json: json) == Sample.document)
    #expect(try MeasureDocument(json: json).json() == json)
  }

  @Test func `keys are sorted and all slices of a cell are on one line`() throws {
    let lines = String(decoding: try Sample.document.json(), as: UTF8.self).split(separator: "\n")
    let top = lines.filter { $0.hasPrefix("  \"") }.map { $0.prefix { $0 != ":" } }
    #expect(top == top.sorted())
    let packed = lines.filter { $0.contains("\"packed\"") }
    #expect(packed.count == Sample.document.cells.count)
    #expect(packed.allSatisfy { $0.count > 1000 })
  }

  @Test func `a newer schema, another kind and what is no document are told apart`() {
    func error(_ text: String) -> ResultsError? {
      #expect(throws: ResultsError.self) { try MeasureDocument(json: Array(text.utf8)) }
    }
    #expect(error(#"{"kind":"measure","schema":2}"#) == .unknownSchema(found: 2, known: 1))
    #expect(
      error(#"{"kind":"matrix","schema":1}"#) == .unknownKind(found: "matrix", known: "measure"))
    for text in ["", "{", "[]", "{}", "null", #"{"kind":"measure"}"#] {
      guard case .notADocument = error(text) else {
        Issue.record("'\(text)' was not refused as no document")
        continue
      }
    }
  }

  @Test(arguments: [
    (#""cpuCount" : 2"#, #""cpuCount" : "2""#, "sittings[0].machine.cpuCount"),
    (#""role" : "watched""#, #""role" : "watcher""#, "cells[0].role"),
    (#""seed" : 18446744073709551615"#, #""sead" : 1"#, "sittings[0].seed"),
    (#""packed" : ""#, #""packed" : "!"#, "cells[0].raw.packed"),
    (#""packed" : ""#, #""packed" : "AAAA"#, "cells[0].raw.packed"),
  ])
  func `the field that is bad is named`(good: String, bad: String, field: String) throws {
    let text = String(decoding: try Sample.document.json(), as: UTF8.self)
    let broken = text.replacing(good, with: bad)
    try #require(broken != text)
    let error = #expect(throws: ResultsError.self) {
      try MeasureDocument(json: Array(broken.utf8))
    }
    guard case .malformed(field, _)? = error else {
      Issue.record("not about \(field): \(error?.description ?? "nothing")")
      return
    }
  }

  @Test func `a number that JSON cannot hold is refused by name`() {
    var document = Sample.document
    document.cells[0].base?.low = .nan
    let error = #expect(throws: ResultsError.self) { try document.json() }
    #expect(
      error?.description
        == "cannot write the field 'cells[0].base.low': JSON has no way to write nan")
  }

  @Test func `merging keeps each sitting and what belongs to it`() throws {
    let first = Sample.document
    let second = MeasureDocument(sitting: Sample.sitting(seed: 2), cells: [Sample.cell()])
    let merged = first.merging(second)
    #expect(merged.sittings == [Sample.sitting(), Sample.sitting(seed: 2)])
    #expect(merged.cells.map(\.sittings) == [[0], [0], [0], [0], [1]])
    #expect(Set(merged.cells.map(\.id)) == ["opensnoop/fexit/open-storm"])
    #expect(first.merging(first) == first)
    #expect(merged.merging(second) == merged)
    #expect(try MeasureDocument(json: merged.json()) == merged)
  }

  @Test func `a cell from a sitting that is not there is refused`() throws {
    var document = Sample.document
    document.cells[0].sittings = [1]
    let json = try document.json()
    #expect(throws: ResultsError.self) { try MeasureDocument(json: json) }
  }
}
