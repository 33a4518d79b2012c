// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// A tool whose probe's cost is known to be far over, or far under, what it may cost: system
  /// calls without pause.
  @Suite struct BudgetTests {
    private static let storm =
      "exec dd if=/dev/zero of=/dev/null bs=1 count=100000000 2>/dev/null"
    private func run(_ arguments: [String]) throws -> TareRun.Outcome {
      let storm = Process()
      storm.executableURL = URL(fileURLWithPath: "/bin/sh")
      storm.arguments = ["-c", Self.storm]
      try storm.run()
      defer { storm.end() }
      return try TareRun(arguments).start().finish()
    }

    /// The last object of the run, and those before.
    private func json(_ outcome: TareRun.Outcome) throws -> (end: [String: Any], [[String: Any]]) {
      let objects = try JSONRun.parse(outcome.output)
      return (try #require(objects.last), objects.dropLast())
    }

    @Test(.requiresRoot, arguments: ["1%", "20ns/op"])
    func `over budget it detaches after the grace period, prints what it has and ends with 75`(
      budget: String
    ) throws {
      let orphans = try OrphanedPrograms()
      let outcome = try run([
        "syscount", "--budget", budget, "--grace", "0.3", "-d", "20", "--json",
      ])
      #expect(outcome.exitCode == 75)
      #expect(
        outcome.errors.contains(
          #/syscount cost .* for [0-9.]+ s, and --budget allows .* \(kernel side .*\); detached/#))
      let (end, calls) = try json(outcome)
      #expect(calls.contains { $0["syscall"] as? String == "write" })
      #expect(end["event"] as? String == "end")
      #expect(end["budget"] as? String == budget)
      #expect(end["over_budget"] as? Bool == true)
      // How soon is measured by results/budget-and-top, on a machine with nothing else to do.
      #expect(end["overshoot_ns"] is Int)
      let since = try #require(end["over_since_ns"] as? Int)
      let detached = try #require(end["detached_ns"] as? Int)
      #expect(detached - since >= 300_000_000)
      // How much it is depends on how many calls the machine lets anybody make.
      #expect(try #require(end["cost_ns_per_s"] as? Int) > 0)
      #expect(try orphans.left() == [])
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
      #expect(try #require(end["hook_events"] as? Int) > 0)
      #expect(try #require(end["cost_ns_per_s"] as? Int) > 0)
    }

    @Test(.requiresRoot) func `sampling keeps within budget and says its share`() throws {
      let outcome = try run(["syscount", "--budget", "20ns/op", "--sample", "-d", "2.5", "--json"])
      #expect(outcome.exitCode == 0)
      let (end, objects) = try json(outcome)
      let share = try #require(end["share"] as? Double)
      #expect(share > 0 && share < 0.9)
      let attached = try #require(end["attached_ns"] as? Int)
      let duration = try #require(end["duration_ns"] as? Int)
      // The run goes on for a moment after the last reading of the share.
      #expect(Double(attached) / Double(duration) <= share + 1e-6)
      let sampled = try #require(objects.last { $0["event"] as? String == "sampled" })
      #expect(try #require(sampled["share"] as? Double) < 0.9)
      #expect(outcome.errors.contains(#/attached [0-9.]+ % of the time/#))
    }

    /// Sleeps again and again, and tells in the end how long the longest sleep took, in
    /// nanoseconds.
    private static let sleeper = """
      import signal, sys, time
      longest = 0
      def end(*_):
          print(longest, flush=True)
          sys.exit()
      signal.signal(signal.SIGTERM, end)
      # It may be blocked in what a test starts.
      signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
      while True:
          begin = time.monotonic_ns()
          time.sleep(0.001)
          longest = max(longest, time.monotonic_ns() - begin)
      """

    @Test(.requiresRoot) func `what spans a pause is not counted as one long call`() throws {
      // It is in the same call when a pause begins and when one ends. Many calls fit between two
      // pauses.
      let sleeper = Process()
      let told = Pipe()
      sleeper.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      sleeper.arguments = ["python3", "-c", Self.sleeper]
      sleeper.standardOutput = told
      try sleeper.run()
      let outcome = try run([
        "syscount", "-L", "--top", "0", "--pid", "\(sleeper.processIdentifier)", "--budget",
        "20ns/op",
        "--sample", "-d", "3", "--json",
      ])
      sleeper.terminate()
      let text = String(decoding: told.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      sleeper.waitUntilExit()
      let longest = try #require(Int(text.trimmingCharacters(in: .newlines)))
      #expect(outcome.exitCode == 0)
      let (end, calls) = try json(outcome)
      #expect(try #require(end["share"] as? Double) < 0.9)
      let sleep = try #require(calls.first { $0["syscall"] as? String == "clock_nanosleep" })
      let count = try #require(sleep["count"] as? Int)
      #expect(count > 0)
      // A pause is many times as long as a sleep.
      #expect(try #require(sleep["duration_ns"] as? Int) <= count * longest)
    }

    @Test(.requiresRoot) func `a tool that reports each event is cut off in the same way`() throws {
      let outcome = try run([
        "execsnoop", "--budget", "0.001%", "--grace", "0.2", "--duration", "20", "--json",
      ])
      #expect(outcome.exitCode == 75)
      let (end, _) = try json(outcome)
      #expect(end["over_budget"] as? Bool == true)
      #expect(end["overshoot_ns"] is Int)
    }

    @Test(.requiresRoot) func `a reader who does not read does not keep it attached`() throws {
      let orphans = try OrphanedPrograms()
      let script = """
        while :; do : < /dev/null; done &
        opens=$!
        "$0" opensnoop --rung tp_btf --budget 0.5% --grace 0.3 2>errors | {
          i=0; until grep -q detached errors || [ $i -gt 600 ]; do sleep 0.1; i=$((i+1)); done
          grep -c detached errors; cat >/dev/null; }
        kill -9 $opens
        """
      let folder = try TemporaryFolder()
      let run = TareRun(script: script)
      run.process.currentDirectoryURL = folder.url
      #expect(try run.start().finish().lines == ["1"])
      #expect(try orphans.left() == [])
    }
  }
}
