// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Several tools that run beside each other with the same filter.
struct ToolsAtOnce {
  /// Each tool, what it is told beside the filter so that an outsider causes events of it, and what
  /// it says when it is attached: a tool that prints events its header, a tool that counts a
  /// notice.
  private static let known: [(name: String, arguments: [String], begins: String)] = [
    ("opensnoop", [], "PATH"), ("execsnoop", [], "ARGS"), ("biosnoop", [], "LAT(ms)"),
    ("ext4slower", ["0"], "FILENAME"), ("biolatency", [], notice), ("syscount", [], notice),
    ("runqlat", [], notice), ("offcputime", [], notice), ("funclatency", ["libc:getpgid"], notice),
  ]
  private static let notice = "Ctrl-C ends it and reports"

  /// The names of all tools.
  static let all = known.map(\.name)

  private let runs: [(name: String, run: TareRun)]

  /// Starts the tools, and returns when all are attached or, where they run a command, at once.
  init(_ filter: [String], of names: [String] = all) throws {
    let tools = Self.known.filter { names.contains($0.name) }
    runs = try tools.map { tool in
      (tool.name, try TareRun([tool.name] + tool.arguments + filter).start())
    }
    guard !filter.contains("--exec") else { return }
    for (tool, (name, run)) in zip(tools, runs) {
      let isAttached =
        tool.begins == Self.notice ? run.wait(for: tool.begins) : run.waitForOutput(tool.begins)
      #expect(isAttached, "\(name) \(filter)")
    }
  }

  /// Waits for their commands' end, or asks them to end.
  ///
  /// - Returns: How many events each says it has seen, none of which was lost.
  func end(asked: Bool = true) throws -> [String: Int] {
    if asked { for (_, run) in runs { run.send(SIGINT) } }
    var counts: [String: Int] = [:]
    for (name, run) in runs {
      let outcome = run.finish()
      #expect(outcome.exitCode == 0, "\(name): \(outcome.errors)")
      let seen = try #require(
        outcome.errors.firstMatch(of: #/([0-9]+) events? in [0-9.]+ s, none lost/#),
        "\(name): \(outcome.errors)")
      counts[name] = Int(seen.1)
    }
    return counts
  }
}
