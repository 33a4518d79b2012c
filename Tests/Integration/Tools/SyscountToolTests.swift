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

    /// 300 calls of getpid and 100 of umask by their numbers of 32-bit code, 20 and 60.
    private static let calls32 = """
      /usr/bin/python3 -ISc 'import ctypes, mmap
      rooms = []
      def call(number):
          room = mmap.mmap(-1, 4096, prot=7)
          rooms.append(room)
          room.write(bytes([0x53, 0x31, 0xdb, 0xb8, number, 0, 0, 0, 0xcd, 0x80, 0x5b, 0xc3]))
          return ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(room)))
      getpid, umask = call(20), call(60)
      for i in range(300): getpid()
      for i in range(100): umask()'
      """

    @Test(.requiresRoot, arguments: [[], ["-L"]])
    func `calls of 32-bit code have the names of their own table`(options: [String]) throws {
      let run = try JSONRun(["syscount", "-T", "0", "--exec", Self.calls32] + options)
      let ofTable = run.events.filter { $0["table"] as? String == "i386" }
      let counts = Dictionary(
        uniqueKeysWithValues: ofTable.map { ($0["syscall"] as? String, $0["count"] as? Int) })
      #expect(counts == ["getpid": 300, "umask": 100])
      #expect(run.events.first { $0["number"] is NSNull } == nil)
      let table = try TareRun(["syscount", "--exec", Self.calls32] + options).start().finish()
      #expect(table.output.contains(#/\ngetpid \(32-bit\) +300/#))
    }

    /// 100 pauses that a repeating timer interrupts.
    private static let interrupted = """
      /usr/bin/python3 -ISc 'import signal
      signal.signal(signal.SIGALRM, lambda *_: None)
      signal.setitimer(signal.ITIMER_REAL, 0.002, 0.002)
      for i in range(100): signal.pause()
      signal.setitimer(signal.ITIMER_REAL, 0)'
      """

    private func counts(_ options: String...) throws -> [String: Int] {
      let run = try JSONRun(["syscount", "-T", "0", "--exec", Self.interrupted] + options)
      return Dictionary(
        uniqueKeysWithValues: try run.events.map {
          (try #require($0["syscall"] as? String), try #require($0["count"] as? Int))
        })
    }

    @Test(.requiresRoot) func `the return of a signal's handler is a call of its own`() throws {
      for options in [[], ["-L"]] {
        let run = options.isEmpty ? try counts() : try counts("-L")
        #expect(run["pause"] == 100)
        #expect(run["rt_sigreturn"] ?? 0 >= 100)
        #expect(run["other"] == nil)
      }
    }

    @Test(.requiresRoot) func `a call that a signal interrupts fails with EINTR, once`() throws {
      #expect(try counts("-e", "EINTR") == ["pause": 100])
      let failed = try counts("-x")
      #expect(failed["pause"] == 100)
      #expect(failed["rt_sigreturn"] == nil)
      #expect(failed["other"] == nil)
    }

    @Test func `-l lists the calls without any privilege`() throws {
      let outcome = try TareRun.run("syscount", "-l", asUser: Requirement.isRoot ? "nobody" : nil)
      #expect(outcome.exitCode == 0)
      #expect(outcome.lines.contains("0 read"))
      #expect(outcome.lines.contains("257 openat"))
    }
  }
}
