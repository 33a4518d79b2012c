// SPDX-License-Identifier: Apache-2.0

import Foundation
import Results
import Testing

@testable import tare

@Suite struct KnownCostsTests {
  private static func place(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).appending(path: "../../../results/\(name)").standardized.path
  }

  @Test func `the table in results is what the documents beside it make`() throws {
    let table = try KnownCosts.table(
      MatrixDocument(path: Self.place("matrix.json")),
      MeasureDocument(path: Self.place("measure.json")))
    let kept = try String(contentsOfFile: Self.place("known-costs.tsv"), encoding: .utf8)
    #expect(
      table == kept,
      "results/known-costs.tsv is of other documents; results/README.md says how to make it anew")
  }

  @Test func `the program embeds the table that is in results`() throws {
    let kept = try String(contentsOfFile: Self.place("known-costs.tsv"), encoding: .utf8)
    #expect(KnownCosts.facts + "\n" == kept)
  }

  @Test func `what results hold of a tool is found by its name`() {
    #expect(KnownCosts.measured("opensnoop").count == 1)
    #expect(KnownCosts.measured("opensnoop").allSatisfy { $0.text.hasPrefix("opensnoop on ") })
    #expect(KnownCosts.counted("opensnoop").map(\.series).contains("6.12"))
    #expect(KnownCosts.measured("no-such-tool").isEmpty)
    #expect(Set(KnownCosts.prices.map(\.probe)).isSuperset(of: ["opensnoop", "syscount"]))
  }
}
