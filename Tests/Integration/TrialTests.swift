// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Results
import Scale
import Testing
import Trials

@testable import Subjects

extension RunningKernelTests {
  /// The trial that the matrix makes in guests, on the running kernel. Who is asked for requests
  /// reads from a disk of its own: those to one that others use are given to it in the name of
  /// whoever comes by.
  @Suite struct TrialTests {
    private static let probes = [
      "opensnoop", "ext4slower", "biosnoop", "runqlat", "offcputime", "funclatency",
      "funclatency-user",
    ]

    /// The probe by its name, and where the program that it watches is, if not where it was built:
    /// a program's function is watched in a copy of the program, which nobody else runs.
    private func weighed(
      _ name: String, copyIn folder: URL
    ) throws -> (probe: any ProbeSubject, executables: String?) {
      guard name == "funclatency-user" else {
        return (try #require(Catalogue.probes.first { $0.name == name }), nil)
      }
      let copy = folder.appending(path: "call-storm").path
      try FileManager.default.copyItem(atPath: CallStorm.path, toPath: copy)
      return (FunclatencySubject.userFunction(of: copy), folder.path)
    }

    private static let cells: [(String, String)] =
      Catalogue.probes.filter { probes.contains($0.name) }.flatMap { probe in
        Rungs.of(probe).map { ($0, probe.name) }
      }

    @Test(.requiresRoot, arguments: cells)
    func `a rung that the kernel allows sees every event, rightly`(
      rung: String, probe: String
    ) throws {
      try Tracefs.makeAvailable()
      let folder = try TemporaryFolder()
      let (probe, executables) = try weighed(probe, copyIn: folder.url)
      let way = try #require(probe.way(named: rung))
      let disk = probe.name == "biosnoop" ? try OwnDisk(mebibytes: 8) : nil
      let trial = Trial(
        probe, way,
        at: .init(executables: executables, directory: "/var/tmp", quickDisk: disk?.path))
      let outcome = try withExtendedLifetime((disk, folder)) {
        try repeatedWhereHidden(until: { $0.verdict != .lossy }) { trial.run() }
      }
      #expect(outcome.verdict == .exact, "\(outcome.reason ?? "")")
      #expect(outcome.checks.filter { !$0.passed } == [])
    }

    private final class Listener: Witness {
      var heard: [String] = []
      func take(_ record: RawSpan) {}
      func attaching() { heard.append("attaching") }
      func attached() { heard.append("attached") }
      func detaching() { heard.append("detaching") }
      func detached() { heard.append("detached") }
      func findings() throws(BPFError) -> LoadFindings { LoadFindings() }
    }

    @Test(.requiresRoot) func `a witness hears once of an attachment, before and after it`() throws
    {
      let probe = SyscountSubject()
      let prepared = try probe.prepare(try #require(probe.ways.last))
      let listener = Listener()
      let condition = SubjectCondition(.probe, prepared, witness: listener)
      try condition.attach()
      try condition.attach()
      #expect(listener.heard == ["attaching", "attached"])
      try condition.detach()
      #expect(listener.heard == ["attaching", "attached", "detaching", "detached"])
    }
  }
}
