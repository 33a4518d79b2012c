// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Results
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
      let census = Census(of: [
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

    @Test(.requiresRoot) func `the census tells events after a pause from those that follow`()
      throws
    {
      try Tracefs.makeAvailable()
      var settings = WorkloadProcess.Settings()
      settings.cpu = ProcessInfo.processInfo.activeProcessorCount - 1
      var opens = try WorkloadProcess(.openStorm, settings: settings)
      let census = Census(of: [.tracepoint(category: "syscalls", event: "sys_exit_openat")])
      let loaded = try census.load(census.ladder[0])
      let attached = try loaded.attach()
      _ = try opens.run(slices: 1, operations: 1000)
      _ = try opens.run(slices: 20, operations: 3, pause: .milliseconds(20))
      attached.detach()
      let process = try #require(
        try Census.processes(of: loaded).first { $0.pid == UInt32(opens.pid) })
      #expect(process.counts == [1060])
      // Of the first thousand perhaps the first; of the others the first of each three.
      #expect((20...21).contains(process.rested[0]))
      let pauses = try #require(Census.pauses(of: loaded).first)
      // Others open files too.
      #expect(pauses.reduce(0, +) >= 1060)
      #expect(pauses[Census.firstRested...].reduce(0, +) >= process.rested[0])
      let longer = zip(Census.pauses, pauses).filter { $0.0 >= 0.020 }.reduce(0) { $0 + $1.1 }
      #expect(longer >= 20)
    }

    @Test(.requiresRoot) func `the census counts the end of each request, and where it comes in`()
      throws
    {
      try Tracefs.makeAvailable()
      // A device may report to one CPU for all: then the requests of one CPU end where they began, at most.
      let cpus = ProcessInfo.processInfo.activeProcessorCount
      var shares: [Double] = []
      for cpu in 0..<min(cpus, 2) {
        var settings = WorkloadProcess.Settings()
        settings.cpu = cpu
        settings.directory = "/var/tmp"
        var reads = try WorkloadProcess(.blockRead, settings: settings)
        let census = Census(of: [.rawTracepoint("block_rq_issue")])
        let loaded = try census.load(census.ladder[0])
        let attached = try loaded.attach()
        let made = try reads.run(slices: 4, operations: 50).reduce(UInt64(0)) {
          $0 + $1.events[.blockRead]
        }
        attached.detach()
        let runs = try loaded.information().map(\.runCount)
        #expect(runs.count == 2)
        let process = try #require(
          try Census.processes(of: loaded).first { $0.pid == UInt32(reads.pid) })
        #expect(process.counts == [made])
        let ended = try loaded.object.map("endings").sumOverCPUs(index: 0)
        // The rest of the machine reads and writes too.
        #expect(ended[0] >= made)
        #expect(ended[1] <= ended[0])
        shares.append(try #require(try Census.crossed(of: loaded)))
      }
      // On a machine of two CPUs each end comes in on one of them; per-CPU queues report where they were asked.
      #expect(shares.allSatisfy { $0 < 0.1 || $0 > 0.9 } || cpus > 2)
      #expect(shares.contains { $0 < 0.1 } || cpus > 2)
    }

    @Test(.requiresRoot)
    func `a busy process is in the forecast with its rate, and the verdict on it`() throws {
      var opens = try WorkloadProcess(.openStorm)
      let folder = try TemporaryFolder()
      let file = folder.url.appending(path: "afford.json").path
      let run = try TareRun(
        script: "exec \"$0\" afford opensnoop syscount --duration 2 --verify --json > '\(file)'"
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
      #expect((1.9...4).contains(document.countedSeconds))
      let forecast = document.probes[0]
      let process = try #require(forecast.processes.first { $0.pid == UInt32(opens.pid) })
      #expect(process.comm == "open-storm")
      // Not more than it made in all, and a good part of it.
      let counted = process.events * document.countedSeconds
      #expect(counted <= Double(made) * 1.2)
      #expect(counted >= Double(made) * 0.05)
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

    @Test(arguments: [
      (["afford"], "Missing expected argument"), (["afford", "opensnop"], "opensnop"),
      (["afford", "opensnoop", "--duration", "0"], "1 to 3600 seconds"),
      (["afford", "opensnoop", "--rung", "fast"], "it has fexit"),
      (["afford", "opensnoop", "--top=-1"], "0 or more"),
    ])
    func `bad options are named`(arguments: [String], text: String) throws {
      let outcome = try TareRun(arguments).start().finish()
      #expect(outcome.exitCode == 64)
      #expect(outcome.errors.contains(text))
    }
  }
}
