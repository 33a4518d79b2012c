// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Results
import Statistics
import Subjects
import Testing

@testable import Calibration
@testable import Scale

/// `tare calibrate` and its parts on the running kernel.
extension RunningKernelTests {
  @Suite(.weighs) struct CalibrateTests {
    private static let hooks: [Hook] = [
      .rawTracepoint("sys_enter"), .tpBTF("sys_enter"),
      .tracepoint(category: "raw_syscalls", event: "sys_enter"),
    ]

    @Test(.requiresRoot, arguments: hooks)
    func `a known weight loads, runs for each event, and is as long as it says`(hook: Hook) throws {
      try Tracefs.makeAvailable()
      let statistics = try KernelStatistics()
      var bytes: [Int: UInt32] = [:]
      for multiplies in [0, 1, 128, 512, 1023] {
        let weight = try KnownWeight(multiplies, at: hook).prepare()
        try weight.attach()
        for _ in 0..<1000 { _ = getppid() }
        weight.detach()
        let information = try weight.programs { _ in true }[0]
        #expect(information.runCount >= 1000)
        bytes[multiplies] = information.machineCodeBytes
      }
      _ = consume statistics
      // A multiply of two registers is 4 bytes on x86-64; hardening adds to other instructions
      // only.
      let empty = try #require(bytes[0])
      for multiplies in [1, 128, 512, 1023] {
        let length = try #require(bytes[multiplies])
        #expect(Int(length) - Int(empty) == 4 * multiplies)
      }
    }

    @Test(.requiresRoot, .requiresUprobes)
    func `every step of a tiny plan gives figures that keep their own rules`() throws {
      var plan = CalibrationPlan.quick
      (plan.noise, plan.hooks, plan.weights, plan.loads) = (0.5, 2, 1, 3)
      (plan.same, plan.fast) = (.init(4, seconds: 0.2), .init(4, seconds: 0.2))
      (plan.slow, plan.sittings) = (.init(2, seconds: 0.5), .init(3, seconds: 0.3))
      (plan.disturbances, plan.closures) = (.init(6, seconds: 0.2), .init(1, seconds: 1))
      var options = CalibrateOptions(plan: plan)
      options.seed = 3
      // First the lock: it waits for nobody, and puts back what a run before has left.
      let lock = try KernelSettings()
      let settings = (Traces.expedited, Traces.statistics)
      let orphans = try OrphanedPrograms()
      let run = CalibrationRun(options, lock) { _ in }
      let document = try run.run()
      try lock.putBack()
      #expect(document.failures == [])
      try check(document)
      #expect(try CalibrationDocument(json: document.json()) == document)
      #expect((Traces.expedited, Traces.statistics) == settings)
      #expect(try orphans.left() == [])
    }

    private func check(_ document: CalibrationDocument) throws {
      #expect(Set(document.hooks.map(\.kind)) == Set(Hook.Kind.allCases.map(\.rawValue)))
      for hook in document.hooks {
        #expect((hook.nanoseconds == nil) == (hook.reason != nil), "\(hook)")
        #expect(hook.nanoseconds.map { $0.low <= $0.estimate } != false, "\(hook)")
      }
      // Breakpoints in programs cost what no noise hides.
      let uprobe = try #require(document.hooks.first { $0.kind == "uprobe" })
      try #expect(#require(uprobe.nanoseconds).estimate > 50)
      let comparisons = document.same.flatMap(\.pValues)
      // Two a repeat, of which as many are made as there is time for.
      #expect([2, 4, 6, 8].contains(comparisons.count))
      #expect(comparisons.allSatisfy { (0...1).contains($0) })
      // A heavier weight costs no less, as far as intervals tell on a machine with other work.
      let costs = document.weights?.points.map(\.outside) ?? []
      #expect(costs.count == 3)
      #expect(zip(costs, costs.dropFirst()).allSatisfy { $0.low <= $1.high })
      #expect(document.planted.count == 2)
      #expect(!document.coverage.isEmpty)
      #expect(document.coverage.allSatisfy { (2...4).contains($0.intervals.count) })
      #expect(document.sittings?.alone.count == 3)
      #expect(document.disturbances.count == 3)
      #expect(document.closures.count == 1)
      #expect(document.lines.count >= 10)
    }

    @Test func `an unprivileged user is told the missing capability and gets 77`() throws {
      let run = try TareRun.run("calibrate", asUser: Requirement.isRoot ? "nobody" : nil)
      #expect(run.exitCode == 77)
      #expect(run.errors.contains("CAP_BPF"))
    }

    @Test(.requiresRoot) func `a file that cannot be written is found before the long run`() throws
    {
      let run = try TareRun.run("calibrate", "--json", "/proc/no/such/file")
      #expect(run.exitCode == 69)
      #expect(run.errors.contains("/proc/no/such/file"))
    }

    @Test(.requiresRoot) func `a signal ends it, nothing stays, and the cache keeps what it had`()
      throws
    {
      let cache = FileManager.default.temporaryDirectory.appending(path: "tare-cache-\(getpid())")
      defer { try? FileManager.default.removeItem(at: cache) }
      let settings = (Traces.expedited, Traces.statistics)
      let orphans = try OrphanedPrograms()
      let run = try TareRun(["calibrate", "--quick", "--cache", cache.path]).start()
      #expect(run.wait(for: "the hooks' prices"))
      usleep(500_000)
      run.send(SIGINT)
      let outcome = run.finish()
      #expect(outcome.exitCode == 128 + SIGINT)
      #expect(outcome.output.contains("Interrupted"))
      #expect(!FileManager.default.fileExists(atPath: "\(cache.path)/calibration"))
      #expect((Traces.expedited, Traces.statistics) == settings)
      #expect(try orphans.left() == [])
    }
  }
}
