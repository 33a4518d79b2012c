// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// `tare syscount` as its user runs it.
  @Suite struct SyscountToolTests {
    /// 1,000 calls that fail with ENOENT, 500 that succeed, by a process named like this one.
    private static let work =
      "/usr/bin/python3 -c 'import os\nfor i in range(1000):\n try: os.stat(\"/no/such\")\n except OSError: pass\n"
      + "for i in range(500): os.getppid()'"

    private func run(_ arguments: String...) throws -> TareRun.Outcome {
      try TareRun(["syscount", "--exec", Self.work] + arguments).start().finish()
    }

    private func count(_ name: String, _ arguments: String...) throws -> Int? {
      let run = try JSONRun(["syscount", "-T", "0", "--exec", Self.work] + arguments)
      return run.events.first { $0["syscall"] as? String == name }?["count"] as? Int
    }

    @Test(.requiresRoot) func `calls by name, the most frequent first`() throws {
      let outcome = try run()
      #expect(outcome.lines.first == "SYSCALL                 COUNT")
      #expect((2...11).contains(outcome.lines.count))
      #expect(outcome.output.contains(#/getppid +500\n/#))
      let counts = outcome.lines.dropFirst().compactMap { Int($0.split(separator: " ")[1]) }
      #expect(counts == counts.sorted(by: >))
      #expect(try run("-T", "1").lines.count == 2)
    }

    @Test(.requiresRoot) func `-x and -e count failures`() throws {
      #expect(try count("getppid") == 500)
      #expect(try count("getppid", "-x") == nil)
      #expect(try count("getppid", "-e", "ENOENT") == nil)
      // What the interpreter itself looks for in vain comes on top.
      let failed = try #require(try count("newfstatat", "-e", "2") ?? count("stat", "-e", "2"))
      #expect((1000..<1200).contains(failed))
      #expect(try count("newfstatat", "-e", "EACCES") == nil)
    }

    @Test(.requiresRoot) func `-L adds the time, -m in milliseconds`() throws {
      let outcome = try run("-L")
      #expect(outcome.lines.first == "SYSCALL                 COUNT       TIME (us)")
      #expect(try run("-L", "-m").lines.first?.hasSuffix("TIME (ms)") == true)
      let json = try JSONRun(["syscount", "-L", "-T", "0", "--exec", "sleep 0.2"])
      let sleep = try #require(json.events.first { $0["syscall"] as? String == "clock_nanosleep" })
      #expect(sleep["count"] as? Int == 1)
      #expect(try #require(sleep["duration_ns"] as? Int) >= 200_000_000)
      let counted = try JSONRun(["syscount", "-L", "-T", "0", "--exec", Self.work])
      let calls = counted.events.first { $0["syscall"] as? String == "getppid" }
      #expect(calls?["count"] as? Int == 500)
    }

    @Test(.requiresRoot) func `-P counts by process, with time too`() throws {
      let outcome = try run("-P", "-L")
      #expect(outcome.lines.first == "PID     COMM             COUNT       TIME (us)")
      #expect(outcome.output.contains(#/\n[0-9]+ +[^ ]+ +[0-9]+ +[0-9.]+\n/#))
      let json = try JSONRun(["syscount", "-P", "--exec", Self.work])
      let process = try #require(json.events.first)
      #expect(process["comm"] is String)
      #expect(try #require(process["count"] as? Int) > 1500)
    }

    @Test(.requiresRoot) func `-i makes several reports, -d ends them, -p and -n choose`() throws {
      let outcome = try TareRun.run("syscount", "-i", "0.5", "-d", "1.2")
      // Where it does not come to a CPU for half a second, two reports are one.
      #expect((2...3).contains(outcome.lines.count { $0.contains(#/^\[[0-9:]{8}\]$/#) }))
      let idle = try JSONRun(["syscount", "-p", "1", "-d", "0.1"])
      #expect(idle.events.isEmpty)
      #expect(try count("getppid", "-n", "python") == 500)
      #expect(try count("getppid", "-n", "nobody") == nil)
    }

    @Test func `-l lists the calls without any privilege`() throws {
      let outcome = try TareRun.run("syscount", "-l", asUser: Requirement.isRoot ? "nobody" : nil)
      #expect(outcome.exitCode == 0)
      #expect(outcome.lines.contains("0 read"))
      #expect(outcome.lines.contains("257 openat"))
    }
  }
}
