// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Results
import Testing

@testable import Weighing

extension RunningKernelTests {
  /// The trial that the matrix makes in guests, on the running kernel.
  @Suite struct TrialTests {
    private static let probes = [
      "biosnoop", "runqlat", "offcputime", "funclatency", "funclatency-user",
    ]

    private static let cells: [(String, String)] =
      WeighedProbe.all.filter { probes.contains($0.name) }.flatMap { probe in
        Rungs.of(probe).map { ($0, probe.name) }
      }

    @Test(.requiresRoot, arguments: cells)
    func `a rung that the kernel allows sees every event, rightly`(
      rung: String, probe: String
    ) throws {
      try Tracefs.makeAvailable()
      let probe = try #require(WeighedProbe.all.first { $0.name == probe })
      let rung = try #require(probe.ladder.first { $0.name == rung })
      let trial = Trial(probe, rung, at: .init(executables: nil, directory: "/var/tmp"))
      let outcome = try repeatedWhereHidden(until: { $0.verdict != .lossy }) {
        try besideOthers(trial, onDisk: probe.name == "biosnoop")
      }
      #expect(outcome.verdict == .exact, "\(outcome.reason ?? "")")
      #expect(outcome.checks.filter { !$0.passed } == [])
    }

    /// The outcome of a trial. The kernel gives some requests to a busy disk in the name of whoever comes by: where one
    /// of somebody else's may have been taken for the workload's, the trial is made anew.
    private func besideOthers(_ trial: Trial, onDisk: Bool) throws -> TrialOutcome {
      for _ in 0..<20 where onDisk {
        let before = requests()
        let outcome = trial.run()
        let caused = outcome.fidelity?.caused ?? 0
        if outcome.verdict != .wrong || requests() - before <= caused { return outcome }
      }
      return trial.run()
    }

    /// How many requests all disks have answered: fields 1, 5 and 12 of `/sys/block/NAME/stat`, reads, writes, discards.
    private func requests() -> UInt64 {
      Traces.contentsOfDirectory("/sys/block").reduce(0) { sum, disk in
        let fields = (contents(of: "/sys/block/\(disk)/stat") ?? "")
          .split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
        return [0, 4, 11].reduce(sum) { $0 + (fields.indices.contains($1) ? fields[$1] : 0) }
      }
    }

    private final class Listener: Witness {
      var heard: [String] = []
      func take(_ record: RawSpan) {}
      func attaching() { heard.append("attaching") }
      func attached() { heard.append("attached") }
      func detaching() { heard.append("detaching") }
      func detached() { heard.append("detached") }
      func findings(_ probe: LoadedProbe) throws(BPFError) -> LoadFindings { LoadFindings() }
    }

    @Test(.requiresRoot) func `a witness hears once of an attachment, before and after it`() throws
    {
      let probe = Syscount()
      let loaded = try probe.load(try #require(probe.ladder.last))
      let listener = Listener()
      let condition = LoadedCondition(.probe, loaded, witness: listener)
      try condition.attach()
      try condition.attach()
      #expect(listener.heard == ["attaching", "attached"])
      condition.detach()
      #expect(listener.heard == ["attaching", "attached", "detaching", "detached"])
    }
  }
}
