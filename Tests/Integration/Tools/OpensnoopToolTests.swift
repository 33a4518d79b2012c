// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// `tare opensnoop` as its user runs it. The rung that detaches soonest keeps the tests short.
  @Suite struct OpensnoopToolTests {
    private let folder: TemporaryFolder
    private var place: String { folder.url.path }

    init() throws {
      folder = try TemporaryFolder()
      try Data().write(to: folder.url.appending(path: "there"))
    }

    private func run(_ arguments: String..., exec: String) throws -> TareRun.Outcome {
      try TareRun(["opensnoop", "--rung", "tp_btf", "--exec", exec] + arguments).start().finish()
    }

    @Test(.requiresRoot) func `plain lines: header, success and failure`() throws {
      let outcome = try run(exec: "cat \(place)/there \(place)/absent")
      #expect(outcome.exitCode == 0)
      #expect(outcome.lines.first == "PID     COMM             FD   ERR  PATH")
      let there = try #require(outcome.line(endingWith: "/there"))
      let absent = try #require(outcome.line(endingWith: "/absent"))
      #expect(there.contains(#/^[0-9]+ +cat +[0-9]+ +0    //#))
      #expect(absent.contains(#/^[0-9]+ +cat +-1   2    //#))
      #expect(outcome.errors.contains(#/tare: [0-9]+ events in [0-9.]+ s, none lost/#))
    }

    @Test(.requiresRoot) func `-T -U -e add columns, -F directories`() throws {
      let outcome = try run(
        "-T", "-U", "-e", "-F", "-n", "cat", exec: "cd \(place) && cat there")
      #expect(
        outcome.lines.first
          == "TIME(s)       UID    PID     TID     COMM             FD   ERR  FLAGS    PATH")
      let line = try #require(outcome.line(endingWith: " \(place)/there"))
      #expect(line.contains(#/^[0-9]+\.[0-9]{6} +0 +([0-9]+) +[0-9]+ +cat +[0-9]+ +0 +00000000 //#))
    }

    @Test(.requiresRoot) func `-x, -f, -u and -t leave the others out`() throws {
      let command = "cat \(place)/there \(place)/absent; : >> \(place)/written"
      let failed = try run("-x", exec: command)
      #expect(failed.line(endingWith: "/absent") != nil)
      #expect(failed.line(endingWith: "/there") == nil)
      let appended = try run("-f", "O_APPEND", exec: command)
      #expect(appended.lines.count == 2 && appended.line(endingWith: "/written") != nil)
      #expect(try run("-u", "4711", exec: command).lines.count == 1)
      #expect(try run("-u", "0", exec: command).line(endingWith: "/there") != nil)
      #expect(try run("-t", "1", exec: command).lines.count == 1)
      #expect(try run("-n", "dog", exec: command).lines.count == 1)
    }

    @Test(.requiresRoot) func `-p watches a process that runs, -d ends it, --quiet is quiet`()
      throws
    {
      let opener = try Process.run(
        URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", "while sleep 0.01; do : < \(place)/there; done"])
      defer { opener.end() }
      let pid = "\(opener.processIdentifier)"
      let outcome = try TareRun.run(
        "opensnoop", "-p", pid, "-d", "0.2", "--quiet", "--rung", "tp_btf", "--ring-size", "64K")
      #expect(outcome.exitCode == 0)
      #expect(outcome.errors.isEmpty)
      #expect(outcome.line(endingWith: "/there") != nil)
      #expect(Set(outcome.lines.dropFirst().map { $0.prefix { $0 != " " } }) == [pid[...]])
    }

    @Test(.requiresRoot) func `--cgroup lets those inside through`() throws {
      let group = try TestCgroup()
      defer { group.remove() }
      let outcome = try run(
        "--cgroup", group.path,
        exec:
          "cat \(place)/absent; echo $$ > \(group.path)/inner/cgroup.procs; cat \(place)/there; "
          + "echo $$ > \(group.root)/cgroup.procs")
      #expect(outcome.line(endingWith: "/there") != nil)
      #expect(outcome.line(endingWith: "/absent") == nil)
    }

    @Test(.requiresRoot) func `--top counts`() throws {
      let outcome = try run(
        "--top", "1", exec: "for i in 1 2 3 4 5 6 7 8 9; do : < \(place)/there; done; cat /dev/null"
      )
      #expect(
        outcome.lines == [
          "COUNT      COMM             SUBJECT", "9          sh               \(place)/there",
        ])
      let json = try JSONRun([
        "opensnoop", "--rung", "tp_btf", "--top", "1", "--exec",
        "for i in 1 2 3 4 5 6 7 8 9; do : < \(place)/there; done",
      ])
      #expect(json.events.count == 1)
      #expect(json.events[0]["count"] as? Int == 9)
      #expect(json.texts("subject") == ["\(place)/there"])
    }

    @Test(.requiresRoot) func `--json keeps every byte and every field`() throws {
      let run = try JSONRun([
        "opensnoop", "--rung", "tp_btf", "-F", "--exec",
        "cd \(place); printf '%s\\n' 1 > \"$(printf 'a \"b\\\\\\nc\\t\\033[2J\\377\\302\\233')\"; cat there; "
          + "cat ''; cat \(String(repeating: "./", count: 2045))there",
      ])
      let written = try #require(run.events.first { $0["path_hex"] != nil })
      let bytes = Array("a \"b\\\nc\t\u{1B}[2J".utf8) + [0xff, 0xc2, 0x9b]
      #expect(written["path_hex"] as? String == bytes.hexadecimal)
      #expect(written["path"] as? String == "a \"b\\\nc\t\u{1B}[2J\u{FFFD}\u{9B}")
      #expect(written["full_path_hex"] as? String == (Array("\(place)/".utf8) + bytes).hexadecimal)
      #expect(written["flag_names"] as? [String] == ["O_WRONLY", "O_CREAT", "O_TRUNC"])
      let there = try #require(run.events.first { $0["path"] as? String == "there" })
      #expect(there["full_path"] as? String == "\(place)/there")
      #expect(there["comm"] as? String == "cat")
      #expect(there["errno"] as? Int == 0)
      #expect(try #require(there["fd"] as? Int) > 2)
      let time = Double(try #require(there["time_ns"] as? UInt64)) / 1e9
      let age = Date().timeIntervalSince1970 - time
      #expect((0..<60).contains(age))
      #expect(run.events.contains { $0["path"] as? String == "" && $0["errno"] as? Int == 2 })
      #expect(run.events.contains { ($0["path"] as? String)?.utf8.count == 4095 })
      #expect(run.end["events"] as? Int == run.events.count)
      #expect(run.end["rung"] as? String == "tp_btf")
    }

    @Test(.requiresRoot) func `hostile paths stay one line of printable text`() throws {
      let outcome = try run(
        "-n", "cat", exec: "cat \"$(printf '\\033[2J\\nPID 1 fake\\\\')\" 2>/dev/null")
      #expect(outcome.line(endingWith: #"\x1b[2J\x0aPID 1 fake\\"#) != nil)
      #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test(.requiresRoot) func `1,000 threads, and processes that end at once, are all seen`() throws
    {
      let program = """
        import os, threading
        def attempt(path):
            try: os.open(path, os.O_RDONLY)
            except OSError: pass
        gate = threading.Barrier(1001)
        def work(i):
            gate.wait(); attempt(f"/no/such/thread/{i}")
        threads = [threading.Thread(target=work, args=(i,)) for i in range(1000)]
        threading.stack_size(65536)
        for thread in threads: thread.start()
        gate.wait()
        for thread in threads: thread.join()
        for i in range(500):
            if os.fork() == 0:
                attempt(f"/no/such/process/{i}"); os._exit(0)
        while True:
            try: os.wait()
            except ChildProcessError: break
        """
      let file = folder.url.appending(path: "program.py")
      try Data(program.utf8).write(to: file)
      let run = try JSONRun(["opensnoop", "-x", "--exec", "/usr/bin/python3 \(file.path)"])
      let seen = run.events.filter { ($0["path"] as? String)?.hasPrefix("/no/such/") == true }
      #expect(
        seen.compactMap { $0["path"] as? String }.sorted()
          == ((0..<1000).map { "/no/such/thread/\($0)" }
          + (0..<500).map { "/no/such/process/\($0)" })
          .sorted())
      #expect(Set(seen.compactMap { $0["tid"] as? Int }).count == 1500)
      #expect(Set(seen.compactMap { $0["pid"] as? Int }).count == 501)
    }
  }
}
