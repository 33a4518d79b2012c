// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Results

@Suite struct AnyDocumentTests {
  @Test func `a document is read as the kind that it says it is`() throws {
    guard case .measure(let measure) = try AnyDocument(json: Sample.document.json()) else {
      Issue.record("not read as measure")
      return
    }
    #expect(measure == Sample.document)
    guard case .matrix(let matrix) = try AnyDocument(json: MatrixSample.document.json()) else {
      Issue.record("not read as matrix")
      return
    }
    #expect(matrix == MatrixSample.document)
    let asked = FeaturesDocument(
      tareVersion: "0.1.0", startedAt: "2026-03-01T12:00:00Z", command: ["tare"], kernels: [])
    guard case .features(let features) = try AnyDocument(json: asked.json()) else {
      Issue.record("not read as features")
      return
    }
    #expect(features == asked)
    let forecast = AffordDocument(
      tareVersion: "0.1.0", startedAt: "2026-03-01T12:00:00Z", kernelRelease: "6.18", cpuModel: "a",
      cpuCount: 2, countedSeconds: 5, countingNanosecondsPerSecond: nil, uncounted: 0, probes: [])
    guard case .afford(let afford) = try AnyDocument(json: forecast.json()) else {
      Issue.record("not read as afford")
      return
    }
    #expect(afford == forecast)
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
