// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct DocumentationTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  @Test func `the article shows the example that is built and run, without its comments`() throws {
    let example = try Self.text("Examples/failed-opens/FailedOpens.swift").split(
      separator: "\n", omittingEmptySubsequences: false
    ).filter { !$0.hasPrefix("//") }.joined(separator: "\n").trimmingCharacters(in: .newlines)
    let article = try Self.text("Sources/Probes/Probes.docc/UsingAProbe.md")
    let shown = article.components(separatedBy: "```swift\n").dropFirst().first?
      .components(separatedBy: "\n```").first
    #expect(shown == example)
  }
}
