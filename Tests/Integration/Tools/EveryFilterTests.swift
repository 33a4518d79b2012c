// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// Each filter that all tools have, on each tool, from both sides: who is asked for is seen, and
  /// nobody else.
  @Suite(.requiresExt4) struct EveryFilterTests {
    /// Rounds that the outsider goes while the tools look: a process that this kernel hides from
    /// every program may be on a CPU for one of them.
    private static let rounds = 5

    /// Whether each tool sees events of an outsider who goes some rounds.
    private func expect(
      _ tools: [String] = ToolsAtOnce.all, see outsider: Outsider, _ filter: String...
    ) throws {
      let counts = try events(tools, while: outsider, filter)
      for tool in tools { #expect(counts[tool] ?? 0 > 0, "\(tool) \(filter)") }
    }

    /// Whether no tool sees an event while an outsider goes some rounds.
    private func expect(
      _ tools: [String] = ToolsAtOnce.all, toMiss outsider: Outsider, _ filter: String...
    ) throws {
      let counts = try events(tools, while: outsider, filter)
      for tool in tools { #expect(counts[tool] == 0, "\(tool) \(filter)") }
    }

    private func events(
      _ tools: [String], while outsider: Outsider, _ filter: [String]
    ) throws -> [String: Int] {
      let running = try ToolsAtOnce(filter, of: tools)
      try outsider.goRounds(Self.rounds)
      return try running.end()
    }

    @Test(.requiresRoot) func `--pid lets a process through and keeps the others out`() throws {
      let outsider = try Outsider()
      let bystander = try Process.run(URL(fileURLWithPath: "/bin/sleep"), arguments: ["600"])
      defer { bystander.end() }
      try expect(see: outsider, "--pid", outsider.pid)
      try expect(toMiss: outsider, "--pid", "\(bystander.processIdentifier)")
    }

    @Test(.requiresRoot) func `--comm lets a name through and keeps the others out`() throws {
      let outsider = try Outsider()
      try expect(see: outsider, "--comm", outsider.name)
      try expect(see: outsider, "--comm", String(outsider.name.dropFirst(3)))
      try expect(toMiss: outsider, "--comm", "tare-insider")
    }

    @Test(.requiresRoot)
    func `--cgroup lets those inside through and keeps the others out`() throws {
      let group = try TestCgroup()
      defer { group.remove() }
      let outsider = try Outsider()
      defer { outsider.stop() }
      try outsider.join("\(group.path)/inner")
      try expect(see: outsider, "--cgroup", group.path)
      try outsider.join(group.path)
      try expect(see: outsider, "--cgroup", group.path)
      try expect(toMiss: outsider, "--cgroup", "\(group.path)/inner")
    }

    @Test(.requiresRoot) func `--exec watches its command and keeps the others out`() throws {
      let outsider = try Outsider()
      let tools = try ToolsAtOnce([
        "--comm", outsider.name, "--exec", outsider.shellWait(rounds: Self.rounds),
      ])
      let counts = try tools.end(asked: false)
      for tool in ToolsAtOnce.all { #expect(counts[tool] == 0, "\(tool)") }
    }

    @Test(.requiresRoot) func `--uid lets a user through and keeps the others out`() throws {
      let outsider = try Outsider(uid: 4711)
      let tools = ["opensnoop", "execsnoop", "biosnoop", "ext4slower"]
      try expect(tools, see: outsider, "--comm", outsider.name, "--uid", "4711")
      try expect(tools, toMiss: outsider, "--comm", outsider.name, "--uid", "4712")
    }

    @Test(.requiresRoot) func `--tid lets a thread through and keeps the others out`() throws {
      let outsider = try Outsider()
      let tools = ["opensnoop", "offcputime"]
      try expect(tools, see: outsider, "--tid", outsider.pid)
      try expect(tools, toMiss: outsider, "--comm", outsider.name, "--tid", "1")
    }
  }
}
