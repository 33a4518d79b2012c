// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Results
import Testing

@testable import tare

/// What the tools say of themselves.
@Suite struct ToolHelpTests {
  private static let tools = [
    "opensnoop", "execsnoop", "biolatency", "ext4slower", "syscount", "runqlat", "biosnoop",
    "offcputime", "funclatency",
  ]

  /// The machine's kernel in results/.
  private static let kernelRelease = Result {
    let place = URL(fileURLWithPath: #filePath).appending(path: "../../../results/measure.json")
    let document = try MeasureDocument(path: place.standardized.path)
    return try #require(document.sittings.first).machine.kernelRelease
  }

  /// The text that words ask for, as on a terminal of 80 columns.
  private func text(_ words: String...) throws -> String {
    let request = try #require(throws: (any Error).self) {
      var command = try Tare.parseAsRoot(words)
      try command.run()
    }
    #expect(Tare.exitCode(for: request) == .success)
    return Tare.toolHelp(for: request, asked: words, columns: 80)
      ?? Tare.fullMessage(for: request, columns: 80)
  }

  /// The manual pages that `tare generate-manual` writes, by the names of their files.
  private func manual() throws -> [String: String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tare-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    var command = try Tare.parseAsRoot(["generate-manual", folder.path])
    try command.run()
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let pages = try names.map { name in
      (name, try String(contentsOf: folder.appending(path: name), encoding: .utf8))
    }
    return Dictionary(uniqueKeysWithValues: pages)
  }

  @Test(arguments: tools)
  func `the help ends with the cost that results hold, in lines of 80`(tool: String) throws {
    for help in [try text(tool, "--help"), try text("help", tool)] {
      let parts = help.components(separatedBy: "\nOVERHEAD:\n")
      #expect(parts.count == 2)
      #expect(parts.last?.contains(tool) == true)
      let words = parts.last?.split(whereSeparator: \.isWhitespace).joined(separator: " ") ?? ""
      #expect(words.contains("Measured on Linux \(try Self.kernelRelease.get()),"))
      #expect(help.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }

  @Test func `a manual page a tool, ending with the cost`() throws {
    let manual = try manual()
    for tool in Self.tools {
      let page = try #require(manual["tare-\(tool).1"])
      #expect(page.hasPrefix(".TH TARE-\(tool.uppercased()) 1"))
      let titles = page.split(separator: "\n").filter { $0.hasPrefix(".SH ") }
      #expect(titles.first == ".SH NAME")
      #expect(titles.last == ".SH OVERHEAD")
      #expect(page.contains("USAGE: tare \(tool) "))
    }
  }

  @Test func `tare top has a manual page too, and its help fits`() throws {
    let page = try #require(try manual()["tare-top.1"])
    #expect(page.hasPrefix(".TH TARE-TOP 1"))
    #expect(page.contains("USAGE: tare top "))
    let help = try text("top", "--help")
    #expect(help.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(help.contains("(default: 1)"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions know the tools`(shell: String) throws {
    let script = try text("--generate-completion-script", shell)
    for tool in Self.tools { #expect(script.contains(tool)) }
    #expect(script.contains("ring-size"))
  }
}
