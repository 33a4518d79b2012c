// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// A tool whose probe's cost is known to be far over, or far under, what it may cost: system calls without
  /// pause.
  @Suite struct BudgetTests {
    private static let storm =
      "exec dd if=/dev/zero of=/dev/null bs=1 count=100000000 2>/dev/null"
    /// What detaching may take after the grace period, in nanoseconds.
    private static let bound = 100_000_000

    private func run(_ arguments: [String]) throws -> TareRun.Outcome {
      let storm = Process()
      storm.executableURL = URL(fileURLWithPath: "/bin/sh")
      storm.arguments = ["-c", Self.storm]
      try storm.run()
      defer {
        // Other signals may be blocked in what a test starts.
        kill(storm.processIdentifier, SIGKILL)
        storm.waitUntilExit()
      }
      return try TareRun(arguments).start().finish()
    }

    /// The last object of the run, and those before.
    private func json(_ outcome: TareRun.Outcome) throws -> (end: [String: Any], [[String: Any]]) {
      let objects = try JSONRun.parse(outcome.output)
      return (try #require(objects.last), objects.dropLast())
    }

    @Test(.requiresRoot, arguments: ["1%", "20ns/op"])
    func `over budget it detaches in time, prints what it has and ends with 75`(budget: String)
      throws
    {
      let orphans = try OrphanedPrograms()
      let outcome = try run([
        "syscount", "--budget", budget, "--grace", "0.3", "-d", "20", "--json",
      ])
      #expect(outcome.exitCode == 75)
      #expect(
        outcome.errors.contains(
          #/syscount cost .* for 0\..* s, and --budget allows .* \(kernel side .*\); detached/#))
      let (end, calls) = try json(outcome)
      #expect(calls.contains { $0["syscall"] as? String == "write" })
      #expect(end["event"] as? String == "end")
      #expect(end["budget"] as? String == budget)
      #expect(end["over_budget"] as? Bool == true)
      #expect(try #require(end["overshoot_ns"] as? Int) <= Self.bound)
      let since = try #require(end["over_since_ns"] as? Int)
      let detached = try #require(end["detached_ns"] as? Int)
      #expect(detached - since >= 300_000_000)
      #expect(try #require(end["cost_ns_per_s"] as? Int) > 10_000_000)
      #expect(try orphans.areNone())
    }

    @Test(.requiresRoot, arguments: ["1000%", "1ms/op"])
    func `within budget it ends as ever, and says what it cost`(budget: String) throws {
      let outcome = try run([
        "syscount", "--budget", budget, "--grace", "0.1", "-d", "0.6", "--json",
      ])
      #expect(outcome.exitCode == 0)
      #expect(!outcome.errors.contains("--budget allows"))
      let (end, _) = try json(outcome)
      #expect(end["over_budget"] as? Bool == false)
      #expect(end["overshoot_ns"] == nil)
      #expect(end["share"] == nil)
      // Statistics are on for a part of the time alone; still it stands for all of it.
      let seen = try #require(end["events"] as? Int)
      let met = try #require(end["hook_events"] as? Int)
      #expect(met > seen / 3 && met < seen * 3)
    }

    @Test(.requiresRoot) func `sampling keeps within budget and says its share`() throws {
      let outcome = try run(["syscount", "--budget", "5%", "--sample", "-d", "2.5", "--json"])
      #expect(outcome.exitCode == 0)
      let (end, objects) = try json(outcome)
      let share = try #require(end["share"] as? Double)
      #expect(share > 0 && share < 0.9)
      let attached = try #require(end["attached_ns"] as? Int)
      let duration = try #require(end["duration_ns"] as? Int)
      #expect(abs(Double(attached) / Double(duration) - share) < 0.05)
      let sampled = try #require(objects.last { $0["event"] as? String == "sampled" })
      #expect(abs(try #require(sampled["share"] as? Double) - share) < 0.05)
      #expect(outcome.errors.contains(#/attached [0-9.]+ % of the time/#))
    }

    @Test(.requiresRoot) func `what spans a pause is not counted as one long call`() throws {
      // It is in the same call when a pause begins and when one ends.
      let sleeper = Process()
      sleeper.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      sleeper.arguments = ["python3", "-c", "import time\nwhile True: time.sleep(0.02)"]
      try sleeper.run()
      defer {
        kill(sleeper.processIdentifier, SIGKILL)
        sleeper.waitUntilExit()
      }
      let outcome = try run([
        "syscount", "-L", "--top", "0", "--pid", "\(sleeper.processIdentifier)", "--budget", "5%",
        "--sample", "-d", "3", "--json",
      ])
      #expect(outcome.exitCode == 0)
      let (end, calls) = try json(outcome)
      let attached = try #require(end["attached_ns"] as? Int)
      #expect(try #require(end["share"] as? Double) < 0.9)
      let sleep = try #require(calls.first { $0["syscall"] as? String == "clock_nanosleep" })
      #expect(try #require(sleep["count"] as? Int) > 0)
      // One thread sleeps no longer than it is watched. What is watched while the hooks come and go is not in the
      // time attached; a pause is many times as long as that.
      #expect(try #require(sleep["duration_ns"] as? Int) <= attached + 200_000_000)
    }

    @Test(.requiresRoot) func `a tool that reports each event is cut off in the same way`() throws {
      let outcome = try run([
        "execsnoop", "--budget", "0.001%", "--grace", "0.2", "--duration", "20", "--json",
      ])
      #expect(outcome.exitCode == 75)
      let (end, _) = try json(outcome)
      #expect(try #require(end["overshoot_ns"] as? Int) <= Self.bound)
    }

    @Test(.requiresRoot) func `a reader who does not read does not keep it attached`() throws {
      let orphans = try OrphanedPrograms()
      let script = """
        "$0" opensnoop --rung tp_btf --budget 0.5% --grace 0.3 2>errors | {
          sleep 2.5; grep -c detached errors; cat >/dev/null; } &
        i=0; while [ $i -lt 60000 ]; do : < /dev/null; i=$((i+1)); done
        wait
        """
      let folder = try TemporaryFolder()
      let run = TareRun(script: script)
      run.process.currentDirectoryURL = folder.url
      #expect(try run.start().finish().lines == ["1"])
      #expect(try orphans.areNone())
    }

    @Test(arguments: [
      (["--budget", "0"], "--budget"), (["--budget", "5"], "200ns/op"),
      (["--budget", "0%"], "--budget"), (["--budget", "200ns"], "--budget"),
      (["--sample"], "--sample goes with --budget"), (["--grace", "1"], "--grace goes with"),
      (["--budget", "1%", "--grace", "0"], "--grace"),
      (["--budget", "1%", "--sample", "--grace", "1"], "exclude"),
    ])
    func `a budget that is none is answered with 64`(arguments: [String], known: String) throws {
      for tool in ["opensnoop", "biolatency", "syscount", "offcputime"] {
        let outcome = try TareRun([tool] + arguments).start().finish()
        #expect(outcome.exitCode == 64)
        #expect(outcome.errors.contains(known))
      }
    }
  }
}
