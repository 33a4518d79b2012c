// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

extension RunningKernelTests {
  /// How every tool starts and ends, shown on one of them.
  @Suite struct ToolLifeTests {
    @Test(.requiresRoot)
    func `Ctrl-C ends it with what was seen, exit code 0 and nothing attached`()
      throws
    {
      let orphans = try OrphanedPrograms()
      let run = try TareRun(["opensnoop", "--rung", "tp_btf", "-p", "1"]).start()
      #expect(run.waitForOutput("PATH"))
      let programs = OrphanedPrograms.held(by: run.process.processIdentifier)
      #expect(!programs.isEmpty)
      run.send(SIGINT)
      let outcome = run.finish()
      #expect(outcome.exitCode == 0)
      #expect(outcome.errors.contains("none lost"))
      #expect(try Traces.eventually { try !programs.contains(where: Traces.isInKernel) })
      #expect(try orphans.left() == [])
    }

    @Test(.requiresRoot) func `SIGTERM ends it too, with its own exit code`() throws {
      let run = try TareRun(["opensnoop", "--rung", "tp_btf", "-p", "1"]).start()
      #expect(run.waitForOutput("PATH"))
      kill(run.process.processIdentifier, SIGTERM)
      #expect(run.finish().exitCode == 128 + SIGTERM)
    }

    @Test(.requiresRoot) func `lines come while it runs`() throws {
      let run = try TareRun(["opensnoop", "--rung", "tp_btf", "-p", "\(getpid())"]).start()
      #expect(run.waitForOutput("PATH"))
      close(unsafe open("/no/such/line", O_RDONLY))
      #expect(run.waitForOutput("/no/such/line"))
      run.send(SIGINT)
      #expect(run.finish().exitCode == 0)
    }

    @Test(.requiresRoot) func `a reader that goes away ends it quietly, events or not`() throws {
      for filter in ["--quiet", "--pid=1"] {
        let script = """
          "$0" opensnoop --rung tp_btf --quiet \(filter) | head -n 1
          exit ${PIPESTATUS[0]}
          """
        let outcome = try TareRun(script: script).start().finish()
        #expect(outcome.exitCode == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.lines.count == 1)
      }
    }

    @Test(.requiresRoot) func `a full disk is an error`() throws {
      let outcome = try TareRun(
        script: #""$0" opensnoop --rung tp_btf --exec 'cat /dev/null' > /dev/full"#
      ).start().finish()
      #expect(outcome.exitCode == 69)
      #expect(outcome.errors.contains("standard output"))
    }

    @Test(arguments: ["opensnoop", "execsnoop", "biolatency", "ext4slower", "syscount"])
    func `an unprivileged user is told the missing capability and gets 77`(tool: String) throws {
      let outcome = try TareRun.run(tool, asUser: Requirement.isRoot ? "nobody" : nil)
      #expect(outcome.exitCode == 77)
      #expect(outcome.errors.contains("CAP_BPF"))
      #expect(outcome.output.isEmpty)
    }

    @Test(.requiresRoot) func `floor attaches as many empty programs as the rung has hooks`() throws
    {
      let outcome = try TareRun.run("floor", "execsnoop", "--rung", "tp_btf", "--duration", "0.1")
      #expect(outcome.exitCode == 0)
      #expect(outcome.errors.contains("1 empty program is attached where execsnoop has its own"))
      #expect(try TareRun.run("floor", "execsnoop", "--rung", "none").exitCode == 64)
      let function = try TareRun.run("floor", "funclatency", "libc:getpgid", "--duration", "0.1")
      #expect(function.errors.contains("2 empty programs are attached"))
    }

    @Test(.requiresRoot) func `a tool that shows nothing until its end says that it has begun`()
      throws
    {
      let run = try TareRun(["syscount", "--rung", "tp_btf"]).start()
      #expect(run.wait(for: "syscount counts; Ctrl-C ends it and reports"))
      run.process.interrupt()
      #expect(run.finish().exitCode == 0)
      let quiet = try TareRun.run("syscount", "--rung", "tp_btf", "--duration", "0.1")
      #expect(!quiet.errors.contains("counts;"))
    }

    @Test(.requiresRoot)
    func `the better rungs that are refused are told once, with the cost, unless quiet`() throws {
      try Tracefs.makeAvailable()
      let (taken, refused) = Opensnoop().bestRung()
      let loud = try TareRun.run("opensnoop", "-d", "0.01")
      let quiet = try TareRun.run("opensnoop", "-d", "0.01", "--quiet")
      #expect(quiet.errors.isEmpty)
      let notices = loud.errors.split(separator: "\n").filter { $0.contains("refused here") }
      #expect(notices.count == (refused.isEmpty ? 0 : 1))
      for notice in notices {
        #expect(notice.contains("opensnoop runs on \(try #require(taken).name), as "))
        for rung in refused { #expect(notice.contains("\(rung.rung) (")) }
        #expect(notice.contains(#/; .*(ns|instructions)/#))
      }
    }

    @Test func `a wrong option ends it with 64, and standard error alone says why`() throws {
      let outcome = try TareRun.run("opensnoop", "--ring-size", "3K")
      #expect(outcome.exitCode == 64)
      #expect(outcome.errors.hasPrefix("Error: The value '3K' is invalid for '--ring-size"))
      #expect(outcome.output.isEmpty)
    }

    @Test(.requiresRoot) func `a rung that is none is answered with those there are and 64`() throws
    {
      let outcome = try TareRun.run("opensnoop", "--rung", "nope")
      #expect(outcome.exitCode == 64)
      #expect(outcome.errors.contains("fexit, kprobe"))
      #expect(outcome.output.isEmpty)
    }

    @Test(.requiresRoot) func `a cgroup that is none is refused by name`() throws {
      let outcome = try TareRun.run("opensnoop", "--cgroup", "/no/such/group")
      #expect(outcome.exitCode == 69)
      #expect(outcome.errors.contains("/no/such/group"))
    }

    @Test(.requiresRoot) func `a command that does not exist ends the run`() throws {
      let outcome = try TareRun.run("opensnoop", "--rung", "tp_btf", "--exec", "/no/such/command")
      #expect(outcome.exitCode == 0)
      #expect(outcome.errors.contains("/no/such/command"))
    }

    @Test(.requiresRoot)
    func `a reader that falls behind loses events, counts them and stalls nobody`()
      throws
    {
      // The pipe is full and nobody reads it; the opens go on all the same.
      let script = """
        "$0" opensnoop --rung tp_btf --ring-size 4K --exec \
          'i=0; while [ $i -lt 20000 ]; do : < /dev/null; i=$((i+1)); done; echo done >&2' \
          2>errors | {
          i=0; until grep -q done errors || [ $i -gt 600 ]; do sleep 0.1; i=$((i+1)); done
          grep -q done errors && echo went on; cat >/dev/null; }
        cat errors >&2
        """
      let folder = try TemporaryFolder()
      let run = TareRun(script: script)
      run.process.currentDirectoryURL = folder.url
      let outcome = try run.start().finish()
      #expect(outcome.lines == ["went on"])
      #expect(outcome.errors.contains(#/opensnoop lost [0-9]+ events; the reader fell behind/#))
    }
  }
}
