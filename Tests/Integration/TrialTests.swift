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

    /// A policy, or a kernel without the hook, as opposed to a program that the verifier does not accept.
    private let refusals = [EPERM, ENOENT, EOPNOTSUPP].map { LibbpfCode($0).text }

    private static var cells: [(probe: String, rung: String)] {
      WeighedProbe.all.filter { probes.contains($0.name) }.flatMap { probe in
        probe.ladder.map { (probe.name, $0.name) }
      }
    }

    @Test(.requiresRoot, arguments: cells)
    func `a rung that the kernel allows sees every event, rightly`(
      cell: (probe: String, rung: String)
    ) throws {
      try Tracefs.makeAvailable()
      let probe = try #require(WeighedProbe.all.first { $0.name == cell.probe })
      let rung = try #require(probe.ladder.first { $0.name == cell.rung })
      let trial = Trial(probe, rung, at: .init(executables: nil, directory: "/var/tmp"))
      let outcome = try repeatedWhereHidden(until: { $0.verdict != .lossy }) { trial.run() }
      let reason = outcome.reason ?? ""
      if outcome.verdict == .unsupported, refusals.contains(where: reason.contains) {
        try Test.cancel("this kernel refuses the rung: \(reason)")
      }
      #expect(outcome.verdict == .exact, "\(reason)")
      #expect(outcome.checks.filter { !$0.passed } == [])
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
