// SPDX-License-Identifier: Apache-2.0

import Foundation
import Probes
import Testing

extension RunningKernelTests {
  /// `tare execsnoop` as its user runs it.
  @Suite struct ExecsnoopToolTests {
    private func run(_ arguments: String..., exec: String) throws -> TareRun.Outcome {
      try TareRun(["execsnoop", "--exec", exec] + arguments).start().finish()
    }

    @Test(.requiresRoot) func `plain lines: header, program and arguments`() throws {
      let outcome = try run(exec: "/bin/true one 'two three'; ./absent")
      #expect(outcome.exitCode == 0)
      #expect(outcome.lines.first == "PCOMM            PID     PPID    RET ARGS")
      #expect(outcome.lines.count == 2)
      #expect(outcome.lines[1].contains(#/^true +[0-9]+ +[0-9]+ +0   /bin/true one two three$/#))
    }

    @Test(.requiresRoot) func `-T -t -U add columns, -q quotes`() throws {
      let outcome = try run("-T", "-t", "-U", "-q", exec: #"/bin/true 'a"b\' ''"#)
      #expect(
        outcome.lines.first
          == "TIME     TIME(s)       UID    PCOMM            PID     PPID    RET ARGS")
      let line = try #require(outcome.line(endingWith: #""/bin/true" "a\"b\\" """#))
      #expect(line.contains(#/^[0-9:]{8} [0-9]+\.[0-9]{6} +0 +true /#))
    }

    @Test(.requiresRoot) func `-x shows failed execs too`() throws {
      let outcome = try run("-x", exec: "./absent a; /bin/true")
      #expect(outcome.lines.count == 3)
      let failed = try #require(outcome.line(endingWith: " ./absent a"))
      #expect(failed.contains(#/^sh +[0-9]+ +[0-9]+ +-2  /#))
    }

    @Test(.requiresRoot, arguments: Rungs.of(Execsnoop(includeFailed: true)))
    func `a script's line is its path and its arguments`(rung: String) throws {
      let folder = try TemporaryFolder()
      let script = folder.url.appending(path: "s.sh").path
      try "#!/bin/sh -e\ntrue\n".write(toFile: script, atomically: true, encoding: .utf8)
      try "#!/no/such\n".write(toFile: script + ".lost", atomically: true, encoding: .utf8)
      let outcome = try run(
        "-x", "--rung", rung,
        exec: "chmod 755 \(script)*; \(script) hello \(script); \(script).lost a")
      #expect(outcome.exitCode == 0)
      let lines = outcome.lines.filter { $0.contains(script) && !$0.contains("chmod") }
      #expect(lines.count == 2)
      #expect(lines.first?.hasSuffix("0   \(script) hello \(script)") == true)
      #expect(lines.last?.hasSuffix("-2  \(script).lost a") == true)
    }

    @Test(.requiresRoot) func `filters leave the others out`() throws {
      let command = "/bin/true first; /bin/echo second >/dev/null"
      #expect(try run("-n", "tru", exec: command).lines.count == 2)
      #expect(try run("-n", "nobody", exec: command).lines.count == 1)
      #expect(try run("-l", "^sec.nd$", exec: command).line(endingWith: " second") != nil)
      #expect(try run("-l", "^sec$", exec: command).lines.count == 1)
      #expect(try run("-u", "4711", exec: command).lines.count == 1)
      #expect(try run("-P", "1", exec: command).lines.count == 1)
      #expect(try run("-u", "0", exec: command).lines.count == 3)
    }

    @Test(.requiresRoot) func `-P watches the children of a process that runs`() throws {
      let run = try TareRun(["execsnoop", "-P", "\(getpid())", "--duration", "20"]).start()
      #expect(run.waitForOutput("ARGS"))
      _ = try Program.run("print(1)", in: URL(fileURLWithPath: "/"), telling: Int.self)
      #expect(run.waitForOutput("print(1)"))
      run.send(SIGINT)
      #expect(run.finish().exitCode == 0)
    }

    @Test(.requiresRoot) func `--max-args and --top`() throws {
      #expect(
        try run("--max-args", "1", exec: "/bin/true 1 2").line(endingWith: "/bin/true 1 ...") != nil
      )
      #expect(
        try run("--max-args", "2", exec: "/bin/true 1 2").line(endingWith: "/bin/true 1 2") != nil)
      let top = try run("--top", "1", exec: "/bin/true; /bin/echo; /bin/true")
      #expect(top.line(endingWith: "/bin/true")?.hasPrefix("2 ") == true)
    }

    @Test(.requiresRoot) func `--json keeps every byte and says what was cut`() throws {
      let run = try JSONRun([
        "execsnoop", "-x", "--exec",
        #"/bin/true "$(printf 'a "\\\377\n\tz')" ''; ./absent; /bin/true "#
          + String(repeating: "x", count: 4090),
      ])
      #expect(run.events.count == 3)
      let first = run.events[0]
      let bytes = Array("a \"\\".utf8) + [0xff] + Array("\n\tz".utf8)
      #expect(first["filename"] as? String == "/bin/true")
      #expect(first["args"] as? [String] == ["/bin/true", "a \"\\\u{FFFD}\n\tz", ""])
      #expect(
        first["args_hex"] as? [String] == [
          Array("/bin/true".utf8).hexadecimal, bytes.hexadecimal, "",
        ])
      #expect(first["errno"] as? Int == 0)
      #expect(run.events[1]["errno"] as? Int == 2)
      #expect(run.events.map { $0["args_cut"] as? Bool } == [false, false, true])
    }

    @Test(.requiresRoot) func `a script is told by its own name`() throws {
      let folder = try TemporaryFolder()
      let script = folder.url.appending(path: "a script")
      try Data("#!/bin/sh\n".utf8).write(to: script)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
      let run = try JSONRun(["execsnoop", "--exec", "'\(script.path)' x"])
      #expect(run.events.count == 1)
      #expect(run.events[0]["filename"] as? String == script.path)
      #expect(run.events[0]["args"] as? [String] == ["/bin/sh", script.path, "x"])
    }

    @Test(.requiresRoot) func `none of 2,000 short-lived processes is missed`() throws {
      let run = try JSONRun([
        "execsnoop", "-n", "true", "--exec",
        "i=0; while [ $i -lt 2000 ]; do /bin/true $i; i=$((i+1)); done",
      ])
      #expect(run.events.count == 2000)
      #expect(run.events.map { ($0["args"] as? [String])?.last } == (0..<2000).map { "\($0)" })
    }
  }
}
