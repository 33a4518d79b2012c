// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Results
import Statistics
import Testing

/// `tare measure` as a program.
extension RunningKernelTests {
  @Suite(.weighs) struct MeasureCommandTests {
    @Test(.requiresRoot) func `a quick run of one probe sees every event and says so`() throws {
      let file = FileManager.default.temporaryDirectory.appending(path: "tare-\(getpid()).json")
      defer { try? FileManager.default.removeItem(at: file) }
      let orphans = try OrphanedPrograms()
      let run = try Self.quick("--time", "1", "--json", file.path)
      let document = try MeasureDocument(path: file.path)
      let cell = try #require(document.cells.first)
      #expect(cell.fidelity?.verdict == .exact)
      try #expect(#require(cell.fidelity).caused > 1000)
      #expect(Self.isReported("syscount", cell, in: run.output))
      #expect(!run.output.contains("\u{1B}"))
      #expect(try orphans.left() == [])
    }

    @Test(.requiresRoot, .requires("raw_tracepoint", of: Syscount()))
    func `programs that were loaded already are others' programs, by type`() throws {
      let file = FileManager.default.temporaryDirectory.appending(path: "tare-\(getpid()).json")
      defer { try? FileManager.default.removeItem(at: file) }
      // Others come and go, of the same type and name too, but not fewer than these.
      let loaded = try (0..<3).map { _ in try load(Syscount(), rung: "raw_tracepoint") }
      let name = try #require(loaded[0].rung.placements.first).program
      _ = try Self.quick("--time", "0.5", "--json", file.path)
      let machine = try #require(MeasureDocument(path: file.path).sittings.first).machine
      let seen = machine.otherPrograms.count { $0.type == "raw_tracepoint" && $0.name == name }
      #expect(seen >= loaded.count)
      withExtendedLifetime(loaded) {}
    }

    @Test func `an unprivileged user is told the missing capability and gets 77`() throws {
      let run = try TareRun.run(
        "measure", asUser: Requirement.isRoot ? "nobody" : nil)
      #expect(run.exitCode == 77)
      #expect(run.errors.contains("CAP_BPF"))
      #expect(run.errors.split(separator: "\n").count == 1)
      #expect(run.output.isEmpty)
    }

    @Test func `a wrong option ends it with 64, and standard error alone says why`() throws {
      let run = try TareRun.run("measure", "--time", "0.1")
      #expect(run.exitCode == 64)
      #expect(run.errors.hasPrefix("Error: --time takes 0.5 to 3600 seconds, not 0.1\n"))
      #expect(run.output.isEmpty)
    }

    @Test(.requiresRoot) func `a rung that the kernel refuses gives its reason and 69`() throws {
      // In a mount namespace of its own, which has no tracepoints of system calls.
      let script = """
        unshare -m bash -c 'events=/sys/kernel/tracing/events
          test -d $events || mount -t tracefs none /sys/kernel/tracing
          mount -t tmpfs none $events/syscalls
          "$0" measure --quick --calibration 0.2 --probe opensnoop --rung tracepoint' "$0"
        """
      let run = try TareRun(script: script).start().finish()
      #expect(run.exitCode == 69)
      #expect(run.output.contains("does not run here"))
      #expect(run.output.contains("No such file or directory"))
    }

    @Test(.requiresRoot, arguments: [SIGINT, SIGTERM])
    func `a signal ends the run, finished cells are reported and nothing stays`(
      signal: Int32
    ) throws {
      let orphans = try OrphanedPrograms()
      let settings = (Traces.expedited, Traces.statistics)
      let folder = try TemporaryFolder()
      defer { withExtendedLifetime(folder) {} }
      let run = try Self.start(
        ["--quick", "--calibration", "0.2", "--probe", "syscount", "--probe", "opensnoop"]
          + ["--time", "2"], in: folder)
      #expect(run.wait(for: "1/3"))
      #expect(Self.weighs(run, folder))
      kill(run.process.processIdentifier, signal)
      let outcome = run.finish()
      #expect(outcome.exitCode == 128 + signal)
      #expect(outcome.output.contains(#/syscount (adds|was weighed)/#))
      #expect(outcome.output.lowercased().contains("interrupted"))
      #expect(try orphans.left() == [])
      #expect(Traces.processes(withTemporaryFolder: folder.url.path).isEmpty)
      #expect(Traces.contentsOfDirectory(folder.url.path).isEmpty)
      #expect((Traces.expedited, Traces.statistics) == settings)
    }

    @Test(.requiresRoot)
    func `kill -9 leaves no program and no workload, and the next start mends`()
      throws
    {
      let orphans = try OrphanedPrograms()
      let settings = (Traces.expedited, Traces.statistics)
      let folder = try TemporaryFolder()
      defer { withExtendedLifetime(folder) {} }
      let run = try Self.start(
        ["--calibration", "0.2", "--probe", "opensnoop", "--time", "20"], in: folder)
      #expect(run.wait(for: "stints of"))
      #expect(Self.weighs(run, folder))
      kill(run.process.processIdentifier, SIGKILL)
      _ = run.finish()
      #expect(try orphans.left() == [])
      #expect(
        Traces.eventually { Traces.processes(withTemporaryFolder: folder.url.path).isEmpty })
      _ = try Self.quick("--time", "0.5")
      #expect((Traces.expedited, Traces.statistics) == settings)
    }

    /// A quick run of one probe, to its end, which spends little time on the machine's noise:
    /// nothing here is said of how wide its intervals are.
    private static func quick(_ arguments: String...) throws -> TareRun.Outcome {
      try TareRun(
        ["measure", "--quick", "--calibration", "0.2", "--probe", "syscount"] + arguments
      ).start().finish()
    }

    /// Whether the sentence on a cell says what it costs. Of twenty runs one fails its own
    /// controls, and more on a machine with other work: then it says that.
    private static func isReported(_ probe: String, _ cell: Cell, in output: String) -> Bool {
      let words = output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if case .invalid = cell.verdict { return words.contains("the run's own controls failed") }
      guard cell.verdict == .measured, let total = cell.total else { return false }
      return total.low <= total.estimate && total.estimate <= total.high
        && words.contains("\(probe) adds")
    }

    /// Starts a run whose workloads can be told from others' by their folder for temporary files.
    private static func start(_ arguments: [String], in folder: TemporaryFolder) throws -> TareRun {
      try TareRun(["measure"] + arguments, environment: ["TMPDIR": folder.url.path]).start()
    }

    /// Whether a run comes to have programs in the kernel and a workload beside itself.
    private static func weighs(_ run: TareRun, _ folder: TemporaryFolder) -> Bool {
      let pid = run.process.processIdentifier
      return Traces.eventually {
        !OrphanedPrograms.held(by: pid).isEmpty
          && Traces.processes(withTemporaryFolder: folder.url.path).contains { $0 != pid }
      }
    }

    @Test(.requiresRoot) func `a second run is refused and told who holds the machine`() throws {
      let first = try TareRun([
        "measure", "--quick", "--calibration", "0.2", "--probe", "syscount", "--time", "600",
      ]).start()
      #expect(first.wait(for: "stints of"))
      let second = try TareRun.run("measure", "--quick")
      #expect(second.exitCode == 69)
      #expect(second.errors.contains("process \(first.process.processIdentifier)"))
      first.send(SIGINT)
      #expect(first.finish().exitCode == 128 + SIGINT)
    }

    @Test(.requiresRoot)
    func `a document that cannot be written is an error, the table comes all the same`()
      throws
    {
      let run = try Self.quick("--time", "0.5", "--json", "/dev/full")
      #expect(run.exitCode == 69)
      #expect(run.errors.contains("/dev/full"))
      #expect(run.output.contains("syscount"))
    }

    @Test(.requiresRoot) func `a full disk fails the cells that need it and no others`() throws {
      let disk = try SmallDisk(mebibytes: 8)
      let run = try TareRun.run(
        "measure", "--quick", "--calibration", "0.2", "--time", "2", "--probe", "biolatency",
        "--directory", disk.path)
      #expect(run.exitCode == 1)
      #expect(run.output.contains("FAILED"))
      #expect(run.output.contains(disk.path))
      #expect(Traces.contentsOfDirectory(disk.path).isEmpty)
    }
  }
}
