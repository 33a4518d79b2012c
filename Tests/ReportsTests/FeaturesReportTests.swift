// SPDX-License-Identifier: Apache-2.0

import Results
import Testing

@testable import Reports

@Suite struct FeaturesReportTests {
  /// A document and the name of its snapshot.
  struct Sample: CustomTestStringConvertible {
    let name: String
    let document: FeaturesDocument

    var testDescription: String { name }
  }

  static let samples = [
    Sample(
      name: "features-refusing", document: SampleFeatures.document(SampleFeatures.refusing)),
    Sample(
      name: "features-unprivileged",
      document: SampleFeatures.document(SampleFeatures.unprivileged)),
    Sample(
      name: "features-object",
      document: SampleFeatures.document(SampleFeatures.object, SampleFeatures.dead)),
  ]

  @Test(arguments: samples)
  func `what is printed is as recorded`(sample: Sample) throws {
    try Snapshot.expect(FeaturesTable.render(sample.document), matches: "\(sample.name).txt")
  }

  @Test(arguments: samples)
  func `no line is wider than 80 columns`(sample: Sample) {
    for line in FeaturesTable.render(sample.document).split(separator: "\n") {
      #expect(line.count <= 80, "\(line)")
    }
  }

  @Test(arguments: samples)
  func `colour changes nothing but colour`(sample: Sample) throws {
    let coloured = FeaturesTable.render(sample.document, style: .ansi)
    #expect(coloured.contains("\u{1B}["))
    let plain = coloured.replacing(try Regex("\u{1B}\\[[0-9]+m"), with: "")
    #expect(plain == FeaturesTable.render(sample.document))
  }

  @Test func `long names and reasons stay within 80 columns and on the screen`() {
    let long = String(repeating: "very-long-name/", count: 12) + "\u{1B}[2J"
    var kernel = SampleFeatures.refusing
    let features = Feature.Answer.allCases.map { answer in
      Feature(
        long, answer, reason: long, detail: long, kind: long,
        hints: [.init(source: long, value: long, says: true)],
        facts: [.init(long, .unknown, reason: long)])
    }
    kernel.hooks = features
    kernel.helpers = features
    kernel.targets = features
    kernel.fields = features
    kernel.settings = features
    kernel.probes = [.init(probe: long, takes: long, rungs: features)]
    let text = FeaturesTable.render(SampleFeatures.document(kernel))
    #expect(!text.contains("\u{1B}"))
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }
}
