// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Results

@Suite struct AnyDocumentTests {
  @Test func `a document is read as the kind that it says it is`() throws {
    let asked = FeaturesDocument(
      tareVersion: "0.1.0", startedAt: "2026-03-01T12:00:00Z", command: ["tare"], kernels: [])
    let forecast = AffordDocument(
      tareVersion: "0.1.0", startedAt: "2026-03-01T12:00:00Z", kernelRelease: "6.18", cpuModel: "a",
      cpuCount: 2, countedSeconds: 5, countingNanosecondsPerSecond: nil, uncounted: 0, probes: [])
    #expect(try Self.read(Sample.document) == Sample.document)
    #expect(try Self.read(MatrixSample.document) == MatrixSample.document)
    #expect(try Self.read(asked) == asked)
    #expect(try Self.read(CalibrationSample.document) == CalibrationSample.document)
    #expect(try Self.read(forecast) == forecast)
  }

  /// The document as its own kind; `nil` where it was read as another.
  private static func read<Document: ResultDocument>(_ document: Document) throws -> Document? {
    try AnyDocument(json: document.json()).document as? Document
  }

  @Test(arguments: ["measure", "matrix", "flavours", "calibration"])
  func `what is kept in results is written again as it was read`(name: String) throws {
    let json = try ResultFile.read(Python.repositoryFile("results/\(name).json"))
    #expect(try AnyDocument(json: json).document.json() == json)
  }

  @Test func `another kind is refused with the kinds there are`() {
    let error = #expect(throws: ResultsError.self) {
      try AnyDocument(json: Array(#"{"kind":"soup","schema":1}"#.utf8))
    }
    #expect(
      error?.description
        == "the document is of kind 'soup', not 'measure' or 'matrix' or 'features' or 'calibration' "
        + "or 'afford'"
    )
    #expect(throws: ResultsError.self) { try AnyDocument(json: Array("[]".utf8)) }
  }
}
