// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Forecast
import Glibc
import Probes
import Reports
import Results
import Scale
import Subjects
import System
import Workloads

/// `tare measure`: weighs every probe that this kernel allows.
struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Weigh probes on this machine: cost, bystander cost, and whether they saw every event.",
    discussion: """
      Without options it weighs every probe, each on the workload whose events it watches and on \
      syscall-storm, whose events it does not, in at most five minutes. Nothing stays attached. \
      Ctrl-C ends it; the cells that are done are reported.
      """)

  @Option(help: "A probe to weigh; may be repeated. Default: all.")
  var probe: [ProbeArgument] = []

  @Option(
    help: "A workload to weigh on; may be repeated. Default: the watched one and syscall-storm.")
  var workload: [WorkloadArgument] = []

  @Option(help: "The rung to force, for example tp_btf. Default: the best that this kernel allows.")
  var rung: String?

  @Option(help: "Seconds for each cell. Default: up to 30.")
  var time: Double?

  // For whoever does not need the intervals, such as tests.
  @Option(
    help: ArgumentHelp(
      "Seconds for which the machine's noise is looked at first. Default: 5, or 1.5 with --quick.",
      visibility: .hidden))
  var calibration: Double?

  @Option(help: "Where every random choice comes from. Default: another one each time.")
  var seed: UInt64?

  @Option(help: ArgumentHelp("Also write the result document to a file.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Where workloads put their files.", valueName: "directory"))
  var directory = "/var/tmp"

  @Flag(help: "At most 45 seconds in all, with intervals as wide as that makes them.")
  var quick = false

  @Flag(help: "Leave the kernel's grace periods alone; attaching then takes longer.")
  var gentle = false

  @Flag(name: .shortAndLong, help: "Show what libbpf says.")
  var verbose = false

  func validate() throws {
    if let time, !(time >= 0.5 && time <= 3600) {
      throw ValidationError("--time takes 0.5 to 3600 seconds, not \(time)")
    }
    if let calibration, !(calibration > 0 && calibration <= 3600) {
      throw ValidationError("--calibration takes up to 3600 seconds, not \(calibration)")
    }
    if let rung { try checkRung(rung) }
  }

  /// Refuses a forced rung that a chosen probe does not have.
  private func checkRung(_ name: String) throws {
    for probe in chosenProbes where probe.way(named: name) == nil {
      let known = probe.ways.map(\.name).joined(separator: ", ")
      throw ValidationError("\(probe.name) has no rung '\(name)'; it has \(known)")
    }
  }

  private var chosenProbes: [any ProbeSubject] {
    probe.isEmpty ? Catalogue.probes : probe.map(\.probe)
  }

  func run() throws {
    try Privileges.require()
    LibraryMessages.alsoToStandardError(verbose)
    Interruption.watch()
    let document = try measure()
    let isWritten = json.map { write(document, to: $0) } ?? true
    print(MeasureTable.render(document, style: Terminal.style(of: STDOUT_FILENO)), terminator: "")
    if !isWritten { throw Failure.machinery }
    if let number = Interruption.signalNumber { throw Failure.interruption(by: number) }
    if let code = exitCode(of: document) { throw code }
  }

  private func measure() throws -> MeasureDocument {
    let progress = ProgressDisplay(Terminal.isTerminal(STDERR_FILENO))
    defer { progress.clear() }
    do throws(WeighingError) {
      let settings = try KernelSettings()
      var measurement = Measurement(
        options, settings, passes: [PausesPass(), BlindSpotPass()]
      ) { progress.show($0) }
      let document = try measurement.run()
      try settings.putBack()
      return document
    } catch {
      progress.clear()
      throw Failure.report(error)
    }
  }

  private var options: MeasureOptions {
    var options = MeasureOptions(chosenProbes)
    options.workloads = workload.map(\.workload)
    options.rung = rung
    options.secondsPerCell = time
    options.calibrationSeconds = calibration
    options.seed = seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
    options.quick = quick
    options.gentle = gentle
    options.directory = directory
    options.command = ["tare"] + CommandLine.arguments.dropFirst()
    return options
  }

  /// Writes the document, or tells why it cannot be written; whether it was.
  private func write(_ document: MeasureDocument, to path: String) -> Bool {
    do throws(ResultsError) {
      try document.write(to: path)
      return true
    } catch {
      Terminal.complain("\(error)")
      return false
    }
  }

  /// The exit code: 1 where a cell has no good answer, 69 where a forced rung was refused.
  private func exitCode(of document: MeasureDocument) -> ExitCode? {
    let verdicts = document.cells.map(\.verdict)
    if rung != nil, verdicts.contains(where: \.isUnsupported) { return Failure.machinery }
    return verdicts.allSatisfy { $0 == .measured || $0.isUnsupported } ? nil : ExitCode(1)
  }
}

extension CellVerdict {
  /// Whether the kernel refused what the cell needs.
  fileprivate var isUnsupported: Bool {
    if case .unsupported = self { true } else { false }
  }
}
