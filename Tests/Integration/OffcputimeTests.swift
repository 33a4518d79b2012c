// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing
import Workloads

extension RunningKernelTests {
  @Suite struct OffcputimeTests {
    private static let rungs = Rungs.of(Offcputime())
    private static let naps = 20

    private func complete(
      rung: String, _ probe: (_ pid: UInt32) -> Offcputime
    ) throws -> Run {
      try repeatedWhereHidden(until: { $0.count == $0.caused }) { try run(rung: rung, probe) }
    }

    /// What was counted of a `nap` that slept twenty times, its stacks as text, and how often it
    /// blocked.
    private struct Run {
      var blocked: [Offcputime.Blocked] = []
      var stacks: [String] = []
      var caused: UInt64 = 0
      var pid: UInt32
      var count: UInt64 { blocked.reduce(0) { $0 + $1.count } }
    }

    private func run(rung: String, _ probe: (_ pid: UInt32) -> Offcputime) throws -> Run {
      var nap = try WorkloadProcess(.nap)
      var run = Run(pid: UInt32(nap.pid))
      let loaded = try load(probe(run.pid), rung: rung)
      let attached = try loaded.attach()
      run.caused = try nap.run(slices: 1, operations: Self.naps)[0].events[.block]
      attached.detach()
      let all = try Offcputime.blocked(of: loaded)
      run.blocked = all.filter { $0.pid == run.pid }
      var folded = FoldedStacks()
      run.stacks = run.blocked.map { folded.stack(of: $0) }
      #expect(try loaded.drops() == 0)
      #expect(try Offcputime.lostStacks(of: loaded) == 0)
      return run
    }

    @Test(.requiresRoot, arguments: rungs)
    func `each block counts once, at its place in kernel and program, for its time`(rung: String)
      throws
    {
      let run = try complete(rung: rung) { _ in Offcputime() }
      #expect(run.count == run.caused)
      let time = run.blocked.reduce(0) { $0 + $1.sum }
      #expect(time >= run.caused * Workload.napNanoseconds)
      #expect(run.blocked.allSatisfy { $0.tid == run.pid && $0.comm == Array("nap".utf8) })
      try #require(UserSymbols.obstacle == nil)
      for stack in run.stacks {
        #expect(stack.hasPrefix("nap;"))
        #expect(stack.contains(";tare_nap_site;"))
        #expect(stack.contains("nanosleep"))
        #expect(stack.hasSuffix("__schedule_[k]"))
      }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `only times in the range are counted`(rung: String) throws {
      let short = try run(rung: rung) { _ in Offcputime(durations: .zero...(.microseconds(400))) }
      #expect(short.blocked.isEmpty)
      let long = try complete(rung: rung) { _ in
        Offcputime(durations: .microseconds(400)...Offcputime.longest)
      }
      #expect(long.count == long.caused)
    }

    @Test(.requiresRoot, arguments: rungs)
    func `only the process that is asked for is counted`(rung: String) throws {
      let own = try complete(rung: rung) { Offcputime(filter: ProbeFilter(pid: $0)) }
      #expect(own.count == own.caused)
      let other = try run(rung: rung) { _ in Offcputime(filter: ProbeFilter(pid: 1)) }
      #expect(other.blocked.isEmpty)
    }

    @Test(.requiresRoot, .requires("tp_btf", of: Offcputime()))
    func `only the stacks that are asked for are kept`() throws {
      let kernel = try run(rung: "tp_btf") { _ in Offcputime(stacks: .kernel) }
      #expect(!kernel.blocked.isEmpty)
      #expect(kernel.blocked.allSatisfy { $0.userStack == .none && $0.kernelStack != .none })
      let user = try run(rung: "tp_btf") { _ in Offcputime(stacks: .user) }
      #expect(!user.blocked.isEmpty)
      #expect(user.blocked.allSatisfy { $0.kernelStack == .none && $0.userStack != .none })
    }

    @Test(.requiresRoot, .requires("tp_btf", of: Offcputime()))
    func `who has to leave the CPU counts only when asked for`() throws {
      // Two spinning processes on one CPU make each other leave it. A busy machine may make one of
      // them wait for something, too.
      func leaves(
        _ includePreempted: Bool
      ) throws -> (counted: UInt64, voluntary: UInt64, involuntary: UInt64) {
        var settings = WorkloadProcess.Settings()
        settings.cpu = 0
        var one = try WorkloadProcess(.callStorm, settings: settings)
        let other = try WorkloadProcess(.callStorm, settings: settings)
        let probe = Offcputime(
          filter: ProbeFilter(pid: UInt32(one.pid)), includePreempted: includePreempted)
        let loaded = try load(probe, rung: "tp_btf")
        let before = try Switches(of: one.pid)
        let attached = try loaded.attach()
        _ = try one.run(slices: 1, operations: 20_000_000)
        attached.detach()
        let after = try Switches(of: one.pid)
        #expect(other.pid != one.pid)
        return (
          try Offcputime.blocked(of: loaded).reduce(0) { $0 + $1.count },
          after.voluntary - before.voluntary, after.involuntary - before.involuntary
        )
      }
      let without = try leaves(false)
      #expect(without.involuntary > 0)
      #expect(without.counted <= without.voluntary)
      let with = try repeatedWhereHidden(until: { $0.counted > $0.voluntary }) { try leaves(true) }
      #expect(with.counted > with.voluntary)
    }
  }
}
