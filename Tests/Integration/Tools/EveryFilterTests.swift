// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// Each filter that all tools have, on each tool, from both sides: who is asked for is seen, and nobody else.
  @Suite(.enabled(if: TemporaryFolder.isOnExt4, "temporary files are not on ext4 here"))
  struct EveryFilterTests {
    /// What the tools are told beside the filter, so that the outsider causes events of each.
    private static let tools: [String: [String]] = [
      "opensnoop": [], "execsnoop": [], "biolatency": [], "biosnoop": [], "ext4slower": ["0"],
      "syscount": [], "runqlat": [], "offcputime": [], "funclatency": ["libc:getpgid"],
    ]
    private static let names = tools.keys.sorted()

    /// How many events a tool reports that looks for a moment.
    private func events(_ tool: String, _ filter: String...) throws -> Int {
      let run = try JSONRun([tool] + (Self.tools[tool] ?? []) + filter + ["--duration", "0.5"])
      return try #require(run.end["events"] as? Int)
    }

    @Test(.requiresRoot, arguments: names)
    func `--pid lets a process through and keeps the others out`(tool: String) throws {
      let outsider = try Outsider()
      let bystander = try Process.run(URL(fileURLWithPath: "/bin/sleep"), arguments: ["60"])
      defer { bystander.terminate() }
      #expect(try events(tool, "--pid", outsider.pid) > 0)
      #expect(try events(tool, "--pid", "\(bystander.processIdentifier)") == 0)
    }

    @Test(.requiresRoot, arguments: names)
    func `--comm lets a name through and keeps the others out`(tool: String) throws {
      let outsider = try Outsider()
      #expect(try events(tool, "--comm", Outsider.name) > 0)
      #expect(try events(tool, "--comm", "outsid") > 0)
      #expect(try events(tool, "--comm", "tare-insider") == 0)
      outsider.stop()
    }

    @Test(.requiresRoot, arguments: names)
    func `--cgroup lets those inside through and keeps the others out`(tool: String) throws {
      let group = try TestCgroup()
      defer { group.remove() }
      let outsider = try Outsider()
      defer { outsider.stop() }
      try outsider.join("\(group.path)/inner")
      #expect(try events(tool, "--cgroup", group.path) > 0)
      try outsider.join(group.path)
      #expect(try events(tool, "--cgroup", group.path) > 0)
      #expect(try events(tool, "--cgroup", "\(group.path)/inner") == 0)
    }

    @Test(.requiresRoot, arguments: names)
    func `--exec watches its command and keeps the others out`(tool: String) throws {
      let outsider = try Outsider()
      let filter = ["--comm", Outsider.name, "--exec"]
      let run = try JSONRun([tool] + (Self.tools[tool] ?? []) + filter + ["sleep 0.5"])
      #expect(run.end["events"] as? Int == 0)
      outsider.stop()
    }

    @Test(.requiresRoot, arguments: ["opensnoop", "execsnoop", "biosnoop", "ext4slower"])
    func `--uid lets a user through and keeps the others out`(tool: String) throws {
      let outsider = try Outsider(uid: 4711)
      #expect(try events(tool, "--comm", Outsider.name, "--uid", "4711") > 0)
      #expect(try events(tool, "--comm", Outsider.name, "--uid", "4712") == 0)
      outsider.stop()
    }

    @Test(.requiresRoot, arguments: ["opensnoop", "offcputime"])
    func `--tid lets a thread through and keeps the others out`(tool: String) throws {
      let outsider = try Outsider()
      #expect(try events(tool, "--tid", outsider.pid) > 0)
      #expect(try events(tool, "--comm", Outsider.name, "--tid", "1") == 0)
    }
  }
}
