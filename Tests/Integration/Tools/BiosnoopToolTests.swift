// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// `tare biosnoop` as its user runs it.
  @Suite struct BiosnoopToolTests {
    /// Requests to a disk that others use would be given to it in anybody's name.
    private let disk: OwnDisk
    private var work: String { disk.shellWork(writes: 5, reads: 4) }

    init() throws { disk = try OwnDisk(mebibytes: 1) }

    private func run(_ arguments: String...) throws -> TareRun.Outcome {
      try TareRun(["biosnoop", "--exec", work] + arguments).start().finish()
    }

    private func json(_ arguments: String...) throws -> JSONRun {
      try JSONRun(["biosnoop", "--exec", work] + arguments)
    }

    /// A run in which `dd`'s requests are reported, at least nine.
    private func whole(_ arguments: String...) throws -> JSONRun {
      let run = try repeatedWhereHidden(until: { operations($0).count >= 9 }) {
        try JSONRun(["biosnoop", "--exec", work] + arguments)
      }
      #expect(operations(run).count >= 9)
      return run
    }

    private func operations(_ run: JSONRun) -> [String] {
      run.events.filter { $0["comm"] as? String == "dd" && $0["bytes"] as? Int == 4096 }
        .compactMap { $0["operation"] as? String }
    }

    @Test(.requiresRoot) func `a line for each request`() throws {
      func count(_ outcome: TareRun.Outcome) -> Int {
        outcome.output.matches(of: #/\bdd +[0-9]+ +\w+ +[RW] [0-9]+ +4096 +[0-9.]+\n/#).count
      }
      let outcome = try repeatedWhereHidden(until: { count($0) >= 9 }) { try run() }
      #expect(outcome.exitCode == 0)
      #expect(outcome.lines.first?.hasSuffix("SECTOR     BYTES   LAT(ms)") == true)
      #expect(count(outcome) >= 9)
      let both = try run("-P", "-Q")
      #expect(both.lines.first?.hasSuffix("BYTES   P QUE(ms) LAT(ms)") == true)
      #expect(both.output.contains(#/[RW] [0-9]+ +4096 +[SR?] [0-9.]+ +[0-9.]+\n/#))
      #expect(try run("-Q").lines.first?.hasSuffix("QUE(ms) LAT(ms)") == true)
    }

    @Test(.requiresRoot) func `--json tells every field`() throws {
      let run = try whole("-Q")
      let operations = operations(run)
      #expect(operations.count { $0 == "write" } >= 5)
      #expect(operations.count { $0 == "read" } >= 4)
      let event = try #require(run.events.first)
      let keys = ["time_ns", "pid", "tid", "disk", "sector", "queued_ns", "duration_ns"]
      #expect(keys.allSatisfy { event[$0] != nil })
    }

    @Test(.requiresRoot) func `only the disk and the process that are asked for`() throws {
      let own = try whole("-d", disk.name)
      #expect(Set(own.texts("disk")) == [disk.name])
      let other = try OwnDisk(mebibytes: 1)
      let none = try json("-d", other.name).events
      withExtendedLifetime(other) { #expect(none.isEmpty) }
      _ = try whole("-n", "dd")
      #expect(try json("-n", "nobody").events.isEmpty)
      #expect(try json("-u", "4711").events.isEmpty)
    }

    @Test(.requiresRoot) func `--top counts by name and disk`() throws {
      let top = try json("--top", "1").events
      #expect(top.count == 1)
      #expect(top.first?["event"] as? String == "top")
    }
  }
}
