// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Results
import Statistics
import Testing
import Workloads

extension RunningKernelTests {
  /// `tare afford`, and the counting it rests on.
  @Suite struct AffordTests {
    @Test(.requiresRoot) func `the census counts each call of each hook once, for its process`()
      throws
    {
      try Tracefs.makeAvailable()
      var opens = try WorkloadProcess(.openStorm)
      let census = try Census(of: [
        .rawTracepoint("sys_enter"), .tracepoint(category: "syscalls", event: "sys_exit_openat"),
        .tracepoint(category: "syscalls", event: "sys_exit_open"),
      ])
      let loaded = try census.load(census.ladder[0])
      let attached = try loaded.attach()
      let events = try opens.run(slices: 5, operations: 1000).reduce(into: EventCounts()) {
        $0 += $1.events
      }
      attached.detach()
      let process = try #require(
        try Census.processes(of: loaded).first { $0.pid == UInt32(opens.pid) })
      #expect(String(decoding: process.comm, as: UTF8.self) == "open-storm")
      // While it waits for the next command it makes no system call.
      #expect(process.counts[0] == events[.systemCall])
      #expect(process.counts[1] + process.counts[2] == events[.open] + events[.openFailed])
      #expect(try loaded.drops() == 0)
    }

    /// What the census told of 1,000 calls one after the other, and of 20 times 3 with a pause
    /// before each three.
    private struct Paused {
      var calls: [UInt64]
      var rested: UInt64
      /// Of everybody's calls, those that came after so long a pause.
      var longPauses: UInt64
      /// Calls of other processes: one between two of ours makes the pause shorter.
      var others: UInt64
      /// How often somebody else took the CPU: the next call comes after a pause that nobody asked
      /// for.
      var takenOver: UInt64
    }

    /// Makes calls on one CPU that hardly anybody else makes: it only asks for what personality(2)
    /// sets.
    private static let pausingCalls = """
      import ctypes, json, os, resource, time
      ask = ctypes.CDLL(None).personality
      unchanged = ctypes.c_ulong(0xffffffff)
      def switches(): return resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw
      os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
      before = switches()
      for call in range(1000): ask(unchanged)
      for burst in range(20):
          time.sleep(0.02)
          for call in range(3): ask(unchanged)
      print(json.dumps(switches() - before))
      """

    private func paused() throws -> Paused {
      try Tracefs.makeAvailable()
      let folder = try TemporaryFolder()
      let census = try Census(of: [.tracepoint(category: "syscalls", event: "sys_exit_personality")]
      )
      let loaded = try census.load(census.ladder[0])
      let attached = try loaded.attach()
      let calls = try Program.run(Self.pausingCalls, in: folder.url, telling: UInt64.self)
      attached.detach()
      let own = try #require(
        try Census.processes(of: loaded).first { $0.pid == calls.pid })
      let pauses = try #require(Census.pauses(of: loaded).first)
      let long = zip(Census.pauses, pauses).filter { $0.0 >= 0.020 }.reduce(0) { $0 + $1.1 }
      return Paused(
        calls: own.counts, rested: own.rested[0], longPauses: long,
        others: pauses.reduce(0, +) - own.counts[0], takenOver: calls.truth)
    }

    @Test(.requiresRoot) func `the census tells events after a pause from those that follow`()
      throws
    {
      // Where others make the call, nothing can be said of pauses.
      var seen = try paused()
      for _ in 0..<20 where seen.others > 5 { seen = try paused() }
      #expect(seen.others <= 5)
      #expect(seen.calls == [1060])
      // Of the first thousand perhaps the first; of the others the first of each three.
      let least = 20 - min(20, seen.others), most = 21 + seen.takenOver
      #expect((least...most).contains(seen.rested), "\(seen)")
      #expect(seen.longPauses >= least, "\(seen)")
    }

    @Test(.requiresRoot) func `the census counts the end of each request, and where it comes in`()
      throws
    {
      try Tracefs.makeAvailable()
      // A device may report to one CPU for all: then the requests of one CPU end where they began,
      // at most.
      let cpus = ProcessInfo.processInfo.activeProcessorCount
      var areCrossed: [Bool] = []
      for cpu in 0..<min(cpus, 2) {
        let seen = try repeatedWhereHidden(until: { $0.ended >= $0.made }) { try reads(on: cpu) }
        #expect(seen.ended >= seen.made)
        // Others' requests may end on either.
        let others = Double(seen.ended - seen.made)
        let few = Double(seen.crossed) <= 0.1 * Double(seen.made) + others
        let many = Double(seen.crossed) >= 0.9 * Double(seen.made)
        #expect(few || many || cpus > 2, "\(seen)")
        areCrossed.append(!few)
      }
      // On a machine of two CPUs each end comes in on one of them; per-CPU queues report where they
      // were asked.
      #expect(areCrossed.contains(false) || cpus > 2)
    }

    @Test(.requiresRoot) func `the census counts each request for the process that makes it`()
      throws
    {
      try Tracefs.makeAvailable()
      // Requests to a disk that others use may be given to it in their names.
      let disk = try OwnDisk(mebibytes: 1)
      let census = try Census(of: [.rawTracepoint("block_rq_issue")])
      func count() throws -> UInt64? {
        let loaded = try census.load(census.ladder[0])
        let attached = try loaded.attach()
        _ = try disk.file.read(count: 100)
        attached.detach()
        return try Census.processes(of: loaded).first { $0.pid == UInt32(getpid()) }?.counts[0]
      }
      #expect(try repeatedWhereHidden(until: { $0 == 100 }) { try count() } == 100)
    }

    /// What the census counted while a workload on some CPU read from the disk.
    private func reads(on cpu: Int) throws -> (made: UInt64, ended: UInt64, crossed: UInt64) {
      var settings = WorkloadProcess.Settings()
      settings.cpu = cpu
      settings.directory = "/var/tmp"
      var reads = try WorkloadProcess(.blockRead, settings: settings)
      let census = try Census(of: [.rawTracepoint("block_rq_issue")])
      let loaded = try census.load(census.ladder[0])
      let attached = try loaded.attach()
      let made = try reads.run(slices: 4, operations: 50).reduce(UInt64(0)) {
        $0 + $1.events[.blockRead]
      }
      attached.detach()
      #expect(try loaded.information { $0 != Census.renames }.count == 2)
      let ended = try loaded.object.map("endings").sumOverCPUs(index: 0)
      #expect(ended[1] <= ended[0])
      #expect(try Census.crossed(of: loaded) == Double(ended[1]) / Double(ended[0]))
      return (made, ended[0], ended[1])
    }

    @Test(.requiresRoot)
    func `a busy process is in the forecast with its rate, and the verdict on it`() throws {
      var opens = try WorkloadProcess(.openStorm)
      let folder = try TemporaryFolder()
      let file = folder.url.appending(path: "afford.json").path
      let run = try TareRun(
        script: "exec \"$0\" afford opensnoop syscount --duration 1 --verify --json > '\(file)'"
      ).start()
      // About one open every tenth of a millisecond until it has ended.
      var made: UInt64 = 0
      while run.process.isRunning {
        made += try opens.run(slices: 1, operations: 100)[0].events[.open]
        usleep(10_000)
      }
      let outcome = run.finish()
      try #require(outcome.exitCode == 0, "\(outcome.errors)")
      let document = try AffordDocument(path: file)
      #expect(document.probes.map(\.probe) == ["opensnoop", "syscount"])
      #expect(document.countedSeconds >= 0.9)
      let forecast = document.probes[0]
      let process = try #require(forecast.processes.first { $0.pid == UInt32(opens.pid) })
      #expect(process.comm == "open-storm")
      // Not more than it made in all, and many.
      let counted = process.events * document.countedSeconds
      #expect(counted <= Double(made) * 1.001)
      #expect(counted >= 100)
      #expect(process.cost.low < process.cost.estimate)
      for probe in document.probes {
        let verification = try #require(probe.verification)
        #expect(verification.events > 0)
        #expect(verification.runs > 0)
        #expect(verification.cost > 0)
      }
    }

    @Test(.requiresRoot) func `what cannot be forecast is said, and the others are`() throws {
      let outcome = try TareRun.run("afford", "funclatency", "syscount", "--duration", "1")
      #expect(outcome.exitCode == 69)
      #expect(outcome.output.contains("funclatency: its events are not told from others"))
      #expect(outcome.output.contains("syscount on "))
    }
  }
}
