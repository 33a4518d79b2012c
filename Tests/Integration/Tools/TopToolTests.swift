// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Results
import Statistics
import Testing

extension RunningKernelTests {
  /// `tare top` as its user runs it.
  @Suite struct TopToolTests {
    private static let hooks: [Hook] = [
      .rawTracepoint("sys_enter"), .tpBTF("sys_exit"),
      .tracepoint(category: "syscalls", event: "sys_enter_getppid"),
    ]

    private func load(_ hooks: [Hook] = hooks) throws -> LoadedProbe {
      try Tracefs.makeAvailable()
      let floor = EmptyProbe(named: "top-test", on: hooks)
      return try floor.load(floor.ladder[0])
    }

    /// The programs of one sample.
    private func programs(_ arguments: String...) throws -> [[String: Any]] {
      let run = try TareRun(["top", "--once", "--json", "-i", "0.1"] + arguments).start().finish()
      try #require(run.exitCode == 0, "\(run.errors)")
      let objects = try JSONRun.parse(run.output)
      #expect(objects.count == 1)
      #expect(objects[0]["event"] as? String == "programs")
      return try #require(objects[0]["programs"] as? [[String: Any]])
    }

    private func program(
      _ information: ProgramInformation, in programs: [[String: Any]]
    ) throws -> [String: Any] {
      try #require(programs.first { $0["id"] as? UInt32 == information.identifier })
    }

    @Test(.requiresRoot) func `a program that we attached has its hook, owner and events`() throws {
      let loaded = try load()
      let attached = try loaded.attach()
      let programs = try programs()
      let expected = [
        ("raw_tracepoint_0", "raw_tracepoint", "sys_enter"), ("tp_btf_0", "tp_btf", "sys_exit"),
        ("tracepoint_0", "tracepoint", "sys_enter_getppid"),
      ]
      for (information, (name, kind, target)) in zip(try loaded.information(), expected) {
        let program = try program(information, in: programs)
        // The whole name, of which the kernel keeps 15 bytes.
        #expect(program["name"] as? String == name)
        let hooks = try #require(program["hooks"] as? [[String: Any]])
        #expect(hooks.map { $0["kind"] as? String } == [kind])
        #expect(hooks.map { $0["target"] as? String } == [target])
        let owners = try #require(program["owners"] as? [[String: Any]])
        #expect(owners.map { $0["pid"] as? Int32 } == [getpid()])
        guard kind != "tracepoint" else { continue }
        #expect(try #require(program["events"] as? UInt64) > 0)
        #expect(try #require(program["ns_per_event"] as? Double) > 0)
      }
      attached.detach()
    }

    @Test(.requiresRoot) func `what bpftool says of the same programs`() throws {
      let statistics = try KernelStatistics()
      let loaded = try load()
      let attached = try loaded.attach()
      let informations = try loaded.information()
      let before = try informations.map { try Bpftool.program($0.identifier) }
      let programs = try programs()
      let after = try informations.map { try Bpftool.program($0.identifier) }
      for (information, (earlier, later)) in zip(informations, zip(before, after)) {
        let ours = try program(information, in: programs)
        for key in ["type", "tag"] { #expect(ours[key] as? String == later[key] as? String) }
        // bpftool too takes the whole name from the type information.
        #expect(ours["name"] as? String == later["name"] as? String)
        #expect(ours["uid"] as? Int == later["uid"] as? Int)
        #expect(ours["jited_bytes"] as? Int == later["bytes_jited"] as? Int)
        #expect(ours["maps"] as? Int == (later["map_ids"] as? [Int])?.count ?? 0)
        let loadedAt = try #require(ours["loaded_at_ns"] as? Int) / 1_000_000_000
        #expect(abs(loadedAt - (try #require(later["loaded_at"] as? Int))) <= 1)
        // Between two of its readings lies ours.
        for (key, theirs) in [("run_count_total", "run_cnt"), ("run_ns_total", "run_time_ns")] {
          let count = try #require(ours[key] as? Int)
          let range = (earlier[theirs] as? Int ?? 0)...(later[theirs] as? Int ?? 0)
          #expect(range.contains(count))
        }
      }
      attached.detach()
      _ = consume statistics
    }

    // Others turn the statistics on too.
    @Test(.requiresRoot, .hasMachineAlone, arguments: [0, SIGINT, SIGKILL])
    func `the statistics are as they were, however it ends`(number: Int32) throws {
      let setting = Traces.statistics
      let loaded = try load([.rawTracepoint("sys_enter")])
      let attached = try loaded.attach()
      func count() throws -> UInt64 {
        for _ in 0..<1000 { _ = getppid() }
        return try loaded.information()[0].runCount
      }
      let run = try TareRun(["top", "--json", "-i", "0.05"] + (number == 0 ? ["--once"] : []))
        .start()
      // It runs: one object has come, so they are on, unless it has ended by itself.
      #expect(run.waitForOutput("}\n"))
      if number != 0 {
        let before = try count()
        #expect(try count() > before)
        kill(run.process.processIdentifier, number)
      }
      let outcome = run.finish()
      #expect(outcome.exitCode == (number == SIGKILL ? SIGKILL : 0))
      let stands = try Traces.eventually {
        let before = try count()
        return try count() == before
      }
      #expect(stands)
      #expect(Traces.statistics == setting)
      attached.detach()
    }

    @Test(.requiresRoot) func `a table of 80 columns, once or again and again`() throws {
      let loaded = try load()
      let attached = try loaded.attach()
      // Without a calibration of the machine's own.
      let cache = try TemporaryFolder()
      let once = try TareRun.run(
        "top", "--once", "-i", "0.1", environment: ["TARE_CACHE": cache.url.path])
      #expect(once.lines.allSatisfy { $0.count <= 80 })
      #expect(once.lines.first?.contains(#/^[0-9]+ programs, [0-9]+ ran; /#) == true)
      #expect(once.lines[1].contains(#/^ *ID PROGRAM +HOOK /#))
      #expect(once.output.contains("raw_tp/sys_enter") || once.output.contains("raw_tracepoint/"))
      #expect(once.output.contains("HOOK%: "))
      let text = once.lines.joined(separator: " ")
      #expect(text.contains("By the results that came with this build: Linux "))
      let again = try TareRun(["top", "-i", "0.05"]).start()
      #expect(again.waitForOutput("MISS"))
      #expect(again.waitForOutput("MISS"))
      kill(again.process.processIdentifier, SIGINT)
      let outcome = again.finish()
      #expect(outcome.exitCode == 0)
      #expect(!outcome.output.contains("\u{1B}"))
      attached.detach()
    }

    @Test(.requiresRoot) func `hooks cost what the machine's own calibration says`() throws {
      let cache = try TemporaryFolder()
      let price = Interval(estimate: 1234.5, low: 1200, high: 1300)
      try KeptCalibration.keep(in: cache.url, price: price, of: "raw_tracepoint")
      let loaded = try load([.rawTracepoint("sys_enter")])
      let attached = try loaded.attach()
      let run = try TareRun(
        ["top", "--once", "--json", "-i", "0.1"], environment: ["TARE_CACHE": cache.url.path]
      ).start().finish()
      attached.detach()
      let sample = try #require(try JSONRun.parse(run.output).first, "\(run.errors)")
      #expect(
        sample["hook_prices_from"] as? String
          == "this machine's calibration of 2026-01-02T03:04:05Z")
      let programs = try #require(sample["programs"] as? [[String: Any]])
      let program = try program(try loaded.information()[0], in: programs)
      #expect(program["hook_ns_per_event"] as? Double == 1234.5)
      #expect(program["hook_ns_per_event_low"] as? Double == 1200)
      #expect(program["hook_ns_per_event_high"] as? Double == 1300)
      let events = try #require(program["events_per_second"] as? Double)
      let share = try #require(program["hook_cpu_percent"] as? Double)
      #expect(abs(share - events * 1234.5 / 1e7) < 1e-3)
    }

    @Test(.requiresRoot) func `on a terminal it is redrawn in place`() throws {
      // Two of our own: what another test has let go of may be the only program on the first
      // screen, "1 program".
      let loaded = try load([.rawTracepoint("sys_enter"), .rawTracepoint("sys_exit")])
      defer { withExtendedLifetime(loaded) {} }
      let folder = try TemporaryFolder()
      let file = folder.url.appending(path: "pid")
      let run = try TareRun(
        script: #"script -qec "echo \$\$ > '\#(file.path)'; exec $0 top -i 0.1" /dev/null"#
      ).start()
      for _ in 0..<3 { #expect(run.waitForOutput("\u{1B}[H\u{1B}[J")) }
      let pid = try String(contentsOf: file, encoding: .utf8)
      kill(try #require(Int32(pid.trimmingCharacters(in: .newlines))), SIGINT)
      let outcome = run.finish()
      let screens = outcome.output.components(separatedBy: "\u{1B}[H\u{1B}[J")
      #expect(screens.count > 2)
      #expect(screens.dropFirst().allSatisfy { $0.contains("programs, ") })
    }

    @Test(.requiresRoot)
    func `a program at a perf event without a link is found through its process`()
      throws
    {
      let loaded = try load([.tracepoint(category: "syscalls", event: "sys_enter_getppid")])
      let information = try loaded.information()[0]
      let folder = try TemporaryFolder()
      let process = try PerfEvent.attach(information.identifier, in: folder.url)
      defer { process.end() }
      let program = try program(information, in: try programs())
      let hooks = try #require(program["hooks"] as? [[String: Any]])
      #expect(hooks.map { $0["kind"] as? String } == ["tracepoint"])
      #expect(hooks.map { $0["target"] as? String } == ["sys_enter_getppid"])
      let owners = try #require(program["owners"] as? [[String: Any]])
      #expect(owners.contains { $0["pid"] as? Int32 == process.processIdentifier })
    }

    @Test(.requiresRoot) func `a program at a cgroup without a link is found through the cgroup`()
      throws
    {
      let group = try TestCgroup()
      defer { group.remove() }
      let folder = try TemporaryFolder()
      let identifier = try CgroupProgram.attach(to: "\(group.path)/inner", in: folder.url)
      let programs = try programs()
      let program = try #require(programs.first { $0["id"] as? UInt32 == identifier })
      #expect(program["type"] as? String == "cgroup_skb")
      let hooks = try #require(program["hooks"] as? [[String: Any]])
      let path = group.path.dropFirst(group.root.count)
      #expect(hooks.map { $0["kind"] as? String } == ["cgroup"])
      #expect(hooks.map { $0["target"] as? String } == ["inet_egress \(path)/inner"])
      #expect((program["owners"] as? [Any])?.isEmpty == true)
    }

    @Test(.requiresRoot, .requiresUprobes) func `a uprobe names its file and offset`() throws {
      let loaded = try load([.uprobe(path: "/proc/self/exe", offset: 0x1000)])
      let attached = try loaded.attach()
      let program = try program(try loaded.information()[0], in: try programs())
      let hooks = try #require(program["hooks"] as? [[String: Any]])
      #expect(hooks.map { $0["kind"] as? String } == ["uprobe"])
      let target = try #require(hooks.first?["target"] as? String)
      #expect(target.hasPrefix("/") && target.hasSuffix("+0x1000"))
      attached.detach()
    }

    @Test(.requiresRoot) func `a pinned program says where, an attached one of nobody's too`()
      throws
    {
      let loaded = try load([.rawTracepoint("sys_enter")])
      let identifier = try loaded.information()[0].identifier
      // In a mount namespace of its own nothing stays.
      let script = """
        unshare -m bash -c 'mkdir -p /run/tare && mount -t tmpfs none /run/tare && mkdir /run/tare/a \
          && mount -t bpf none /run/tare/a && mkdir /run/tare/a/b \
          && /usr/sbin/bpftool prog pin id \(identifier) /run/tare/a/b/guard \
          && "$0" top --once --json -i 0.1' "$0"
        """
      let run = try TareRun(script: script).start().finish()
      let sample = try #require(try JSONRun.parse(run.output).first, "\(run.errors)")
      let all = try #require(sample["programs"] as? [[String: Any]])
      let program = try #require(all.first { $0["id"] as? UInt32 == identifier })
      #expect(program["pinned"] as? [String] == ["/run/tare/a/b/guard"])
      #expect((program["hooks"] as? [Any])?.isEmpty == true)
    }

    @Test func `an unprivileged user is told the missing capability and gets 77`() throws {
      let outcome = try TareRun.run("top", "--once", asUser: Requirement.isRoot ? "nobody" : nil)
      #expect(outcome.exitCode == 77)
      #expect(outcome.errors.contains("CAP_BPF"))
      #expect(outcome.output.isEmpty)
    }
  }
}
