// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import System
import Testing
import Workloads

extension RunningKernelTests {
  @Suite struct RunqlatTests {
    private static let rungs = Rungs.of(Runqlat())
    private static let rungsOfProcesses = Rungs.of(Runqlat(by: .process))

    /// What was counted while a `ping-pong` made 200 round trips, and what the kernel counted of
    /// it.
    private struct Run {
      var pid: UInt32
      var threads: Set<UInt32>
      /// From before the probe was attached until after it was detached.
      var kernel: KernelCount
      var drops: UInt64
      var groups: [Runqlat.Group] = []
      var together = LatencyHistogram()

      /// Those of the workload's threads or of its process.
      var own: [Runqlat.Group] {
        groups.filter { threads.contains($0.identifier) || $0.identifier == pid }
      }
      var ownWaits: UInt64 { own.reduce(0) { $0 + $1.waits.count } }
    }

    private static let waits: UInt64 = 400

    // The probe to load may depend on the threads of the `ping-pong`.
    private func run(
      rung: String, _ probe: (_ threads: [UInt32]) -> Runqlat
    ) throws -> Run {
      var ping = try WorkloadProcess(.pingPong, settings: Self.settings)
      let threads = KernelCount.threads(of: ping.pid)
      let probe = probe(threads)
      let loaded = try load(probe, rung: rung)
      let before = try KernelCount(of: ping.pid)
      let attached = try loaded.attach()
      _ = try ping.run(slices: 1, operations: Int(Self.waits) / 2)
      usleep(1000)
      attached.detach()
      var run = Run(
        pid: UInt32(ping.pid), threads: Set(threads),
        kernel: try KernelCount(of: ping.pid) - before,
        drops: try #require(try loaded.drops()))
      if probe.grouping == .together {
        run.together = try Runqlat.waits(of: loaded)
      } else {
        run.groups = try Runqlat.groups(of: loaded)
      }
      return run
    }

    private static var settings: WorkloadProcess.Settings {
      var settings = WorkloadProcess.Settings()
      settings.cpu = 0
      return settings
    }

    @Test(.requiresRoot, arguments: rungs)
    func `waits are as many as the kernel's own accounting says`(rung: String) throws {
      let run = try repeatedWhereHidden(until: { $0.ownWaits >= Self.waits }) {
        try self.run(rung: rung) { _ in Runqlat(by: .thread) }
      }
      #expect(run.own.count == 2)
      #expect(run.own.allSatisfy { $0.comm == Array("ping-pong".utf8) })
      #expect(run.ownWaits >= Self.waits)
      #expect(run.ownWaits <= run.kernel.switches)
      #expect(run.drops == 0)
    }

    /// How long the probe says that a process has waited, and the kernel's own accounting, while it
    /// and another one spin on the same CPU. Each waits milliseconds for the other: beside that it
    /// does not matter that the two read their clocks at different places of the same path, where
    /// the machine may stand still.
    private func waited(_ rung: String) throws -> (probe: UInt64, kernel: UInt64) {
      let loaded = try load(Runqlat(by: .thread), rung: rung)
      var one = try WorkloadProcess(.callStorm, settings: Self.settings)
      let other = try WorkloadProcess(.callStorm, settings: Self.settings)
      let threads = Set(KernelCount.threads(of: one.pid))
      func both() throws -> (probe: UInt64, kernel: UInt64) {
        // Between two commands it spins, and would go on waiting between the two readings.
        try stopped(one.pid) {
          let groups = try Runqlat.groups(of: loaded).filter { threads.contains($0.identifier) }
          let kernel = try KernelCount(of: one.pid).waitedNanoseconds
          return (groups.reduce(0) { $0 + $1.waits.sum }, kernel)
        }
      }
      let attached = try loaded.attach()
      // Whoever waits when the probe is attached has run before the comparison begins.
      _ = try one.run(slices: 1, operations: 20_000_000)
      let before = try both()
      _ = try one.run(slices: 1, operations: 200_000_000)
      let after = try both()
      attached.detach()
      #expect(one.pid != other.pid)
      return (after.probe - before.probe, after.kernel - before.kernel)
    }

    /// Looks at something while a process stands still.
    private func stopped<Result>(_ pid: Int32, _ look: () throws -> Result) throws -> Result {
      kill(pid, SIGSTOP)
      defer { kill(pid, SIGCONT) }
      while try !KernelCount.isStopped(pid) { usleep(1000) }
      return try look()
    }

    @Test(.requiresRoot, arguments: rungs)
    func `waits are as long as the kernel's own accounting says`(rung: String) throws {
      func ratio(_ waited: (probe: UInt64, kernel: UInt64)) -> Double {
        Double(waited.probe) / Double(waited.kernel)
      }
      // A wait that ends in a hidden moment is in no probe's sum.
      let seen = try repeatedWhereHidden(until: { ratio($0) > 0.8 }) { try waited(rung) }
      #expect(seen.kernel > 20_000_000)
      #expect((0.8...1.25).contains(ratio(seen)), "\(seen)")
    }

    @Test(.requiresRoot, arguments: rungsOfProcesses)
    func `a process is all of its threads`(rung: String) throws {
      let run = try repeatedWhereHidden(until: { $0.ownWaits >= Self.waits }) {
        try self.run(rung: rung) { _ in Runqlat(by: .process) }
      }
      #expect(run.own.map(\.identifier) == [run.pid])
      #expect(run.ownWaits >= Self.waits)
      #expect(run.ownWaits <= run.kernel.switches)
      #expect(run.groups.count > 1, "nobody else waited for a CPU")
      #expect(run.drops == 0)
    }

    @Test(.requiresRoot, arguments: rungsOfProcesses)
    func `only the process that is asked for is counted`(rung: String) throws {
      let run = try run(rung: rung) { _ in
        Runqlat(by: .process, filter: ProbeFilter(pid: UInt32(getpid())))
      }
      #expect(run.groups.map(\.identifier) == [UInt32(getpid())])
    }

    @Test(.requiresRoot, arguments: rungs)
    func `only the thread that is asked for is counted`(rung: String) throws {
      let run = try repeatedWhereHidden(until: { $0.ownWaits >= Self.waits / 2 }) {
        try self.run(rung: rung) { Runqlat(by: .thread, filter: ProbeFilter(tid: $0.max())) }
      }
      #expect(run.groups.map(\.identifier) == [run.threads.max()])
      #expect(run.ownWaits >= Self.waits / 2)
    }

    @Test(.requiresRoot, arguments: rungs)
    func `kept together, everybody's waits are one histogram`(rung: String) throws {
      let together = try repeatedWhereHidden(until: { $0.count >= Self.waits }) {
        try run(rung: rung) { _ in Runqlat() }.together
      }
      #expect(together.count >= Self.waits)
      #expect(together.sum > 0)
    }

    @Test(.requiresRoot, .requires("tp_btf", of: Runqlat(by: .thread)))
    func `waits of threads without room are counted as drops`() throws {
      let run = try repeatedWhereHidden(until: { $0.drops >= Self.waits / 2 }) {
        try self.run(rung: "tp_btf") { _ in Runqlat(by: .thread, maximumGroups: 1) }
      }
      #expect(run.drops >= Self.waits / 2)
      #expect(run.groups.count == 1)
    }
  }
}

/// What the kernel's scheduler counts of a process, all of its threads.
private struct KernelCount {
  var switches: UInt64 = 0
  var waitedNanoseconds: UInt64 = 0

  static func threads(of pid: Int32) -> [UInt32] {
    Traces.contentsOfDirectory("/proc/\(pid)/task").compactMap { UInt32($0) }
  }

  /// Whether all threads of a process were stopped by a signal, by the third field of
  /// `/proc/PID/task/TID/stat`.
  static func isStopped(_ pid: Int32) throws -> Bool {
    try threads(of: pid).allSatisfy { thread in
      let text = try #require(File.text(of: "/proc/\(pid)/task/\(thread)/stat"))
      let name = try #require(text.lastIndex(of: ")"))
      return text[name...].dropFirst(2).first == "T"
    }
  }

  /// `/proc/PID/task/TID/schedstat`: time on a CPU, time waiting for one, times it came to one.
  init(of pid: Int32) throws {
    for thread in Self.threads(of: pid) {
      let text = try #require(File.text(of: "/proc/\(pid)/task/\(thread)/schedstat"))
      let fields = text.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
      waitedNanoseconds += fields[1]
      switches += fields[2]
    }
  }

  private init(switches: UInt64, waitedNanoseconds: UInt64) {
    self.switches = switches
    self.waitedNanoseconds = waitedNanoseconds
  }

  static func - (one: KernelCount, other: KernelCount) -> KernelCount {
    KernelCount(
      switches: one.switches - other.switches,
      waitedNanoseconds: one.waitedNanoseconds - other.waitedNanoseconds)
  }
}
