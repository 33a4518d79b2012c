// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Results

@Suite struct CalibrationDocumentTests {
  private static let document = CalibrationSample.document

  @Test func `a document comes back from JSON as it was, and by its kind`() throws {
    let json = try Self.document.json()
    #expect(try CalibrationDocument(json: json) == Self.document)
    #expect(try CalibrationDocument(json: json).json() == json)
    #expect(try AnyDocument(json: json).document as? CalibrationDocument == Self.document)
  }

  @Test func `a run that came to nothing has a document too`() throws {
    let empty = CalibrationDocument(
      tareVersion: "0.1.0", startedAt: "2026-03-01T12:00:00Z", elapsedSeconds: 1, command: [],
      seed: 0, quick: true, machine: Sample.machine)
    #expect(try CalibrationDocument(json: empty.json()) == empty)
  }

  @Test func `what was called different, found and held is counted from the figures`() {
    // Two of the four p values are below 5 %, and one that is exactly 5 % is not.
    #expect(Self.document.same[0].calledDifferent == 2)
    // One interval lies above 0, the other holds it.
    #expect(Self.document.planted[0].found == 1)
    #expect(Self.document.coverage[0].held == 1)
  }

  @Test(.enabled(if: try Python.has("jsonschema"), "python3 with jsonschema is not installed"))
  func `documents satisfy docs/calibration.schema.json, broken ones do not`() throws {
    let schema = "docs/calibration.schema.json"
    #expect(try Python.problem(with: try Self.document.json(), schema: schema) == "")
    let text = String(decoding: try Self.document.json(), as: UTF8.self)
    for (good, bad) in [
      (#""verdict" : "closed""#, #""verdict" : "shut""#),
      (#""longRun" : 71.4"#, #""longRun" : "x""#),
      (#""countedReason""#, #""countedRaison""#), (#""turns" : 12"#, #""turns" : -1"#),
    ] {
      let broken = text.replacing(good, with: bad)
      try #require(broken != text)
      #expect(try Python.problem(with: Array(broken.utf8), schema: schema) != "")
    }
  }
}
