// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// `tare runqlat` as its user runs it.
  @Suite struct RunqlatToolTests {
    /// Two processes that hand a byte to and fro.
    private static let work = "for i in 1 2 3 4 5 6 7 8 9 10; do echo $i | cat > /dev/null; done"

    private func run(_ arguments: String...) throws -> TareRun.Outcome {
      try TareRun(["runqlat", "--exec", Self.work] + arguments).start().finish()
    }

    private func json(_ arguments: String...) throws -> JSONRun {
      try JSONRun(["runqlat", "--exec", Self.work] + arguments)
    }

    @Test(.requiresRoot) func `a histogram in microseconds, or what else is asked for`() throws {
      let outcome = try run("-e")
      #expect(outcome.exitCode == 0)
      #expect(outcome.lines.first == "     usecs               : count     distribution")
      #expect(outcome.output.contains(#/count [0-9]+, avg [0-9.]+ us, total [0-9.]+ us/#))
      #expect(try run("-m", "-T").output.contains(#/^[0-9:]{8}\n     msecs/#))
      #expect(try run("-u", "--linear").output.contains("usecs"))
    }

    @Test(.requiresRoot) func `each process or thread has its own when asked for`() throws {
      let processes = try json("-P")
      // A process has the name that it had at its first wait, which may be its parent's.
      #expect(Set(processes.texts("comm")).subtracting(["sh", "cat"]).isEmpty)
      #expect(processes.events.count > 10)
      #expect(processes.events.allSatisfy { ($0["pid"] as? Int ?? 0) > 0 })
      let threads = try json("-L")
      #expect(Set(threads.texts("comm")).subtracting(["sh", "cat"]).isEmpty)
      #expect(threads.events.count > 10)
      #expect(threads.events.allSatisfy { ($0["tid"] as? Int ?? 0) > 0 })
      #expect(try json("-P", "--top", "1").events.count == 1)
      #expect(try run("-P").output.contains(#/pid = [0-9]+\ncomm = /#))
    }

    @Test(.requiresRoot) func `only who is asked for counts`() throws {
      #expect(Set(try json("-P", "-n", "cat").texts("comm")) == ["cat"])
      let idle = try JSONRun(["runqlat", "-n", "nobody-at-all", "0.1", "1"])
      #expect(idle.events.first?["count"] as? Int == 0)
    }

    @Test(.requiresRoot) func `an interval and a count make so many reports`() throws {
      let outcome = try TareRun.run("runqlat", "0.1", "3", "-T")
      #expect(outcome.exitCode == 0)
      #expect(outcome.lines.count { $0.contains(#/^[0-9:]{8}$/#) } == 3)
    }
  }
}
