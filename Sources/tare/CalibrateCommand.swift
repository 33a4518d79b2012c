// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Calibration
import Glibc
import Kernels
import Matrix
import Reports
import Results
import Scale
import System

/// `tare calibrate`: checks this machine's scale and weighs its hooks.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Check the scale with known weights, and price this machine's hooks.",
    discussion: """
      Nothing is weighed against nothing, programs of known weight are weighed, small costs are \
      planted and looked for, and other loads are started on purpose: each line says what the scale \
      must reach, what it reaches here, and whether that is enough. Takes up to 15 minutes. The \
      prices are kept in the cache for this kernel and CPU model; tare top and tare afford use them. \
      Nothing stays attached. Exits 1 where a line fails.
      """)

  @Flag(help: "At most 60 seconds in all: the prices, and fewer repeats of everything else.")
  var quick = false

  @Option(
    help: ArgumentHelp(
      "Also write the result document to a file; - prints it instead of the table.",
      valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Also write a page with pictures to a file.", valueName: "file"))
  var html: String?

  @Option(help: "Where every random choice comes from. Default: another one each time.")
  var seed: UInt64?

  @Option(help: ArgumentHelp("Where workloads put their files.", valueName: "directory"))
  var directory = "/var/tmp"

  @Option(help: ArgumentHelp("The folder of the cache.", valueName: "directory"))
  var cache = CachePlace.standard

  @Flag(name: .shortAndLong, help: "Show what libbpf says.")
  var verbose = false

  func validate() throws {
    if html == "-" {
      throw ValidationError("--html takes a file; tare report --html prints a page")
    }
  }

  func run() throws {
    try Privileges.require()
    LibraryMessages.alsoToStandardError(verbose)
    Interruption.watch()
    try checkOutputs()
    let document = try calibrate()
    let isWritten = write(document)
    if json != "-" {
      print(
        CalibrationTable.render(document, style: Terminal.style(of: STDOUT_FILENO)), terminator: "")
    }
    if !isWritten { throw Failure.machinery }
    if let number = Interruption.signalNumber { throw Failure.interruption(by: number) }
    if document.lines.contains(where: { $0.verdict == .fails }) { throw ExitCode(1) }
    if !document.failures.isEmpty { throw Failure.machinery }
  }

  /// Checks that the files can be written, before a quarter of an hour is spent.
  private func checkOutputs() throws {
    do throws(ResultsError) {
      for path in [json, html].compactMap(\.self) where path != "-" {
        try ResultFile.checkWritable(path)
      }
    } catch { throw Failure.report(error) }
  }

  private func calibrate() throws -> CalibrationDocument {
    let progress = ProgressDisplay(Terminal.isTerminal(STDERR_FILENO))
    defer { progress.clear() }
    do throws(WeighingError) {
      let settings = try KernelSettings()
      var options = CalibrateOptions(plan: quick ? .quick : .full)
      options.seed = seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
      options.directory = directory
      options.command = ["tare"] + CommandLine.arguments.dropFirst()
      let run = CalibrationRun(options, settings) { progress.show($0) }
      var document = try run.run()
      try settings.putBack()
      count(&document, progress)
      return document
    } catch {
      progress.clear()
      throw Failure.report(error)
    }
  }

  /// Weighs the known weights in guests too, where there is time and a kernel in the cache.
  private func count(_ document: inout CalibrationDocument, _ progress: ProgressDisplay) {
    guard document.weights != nil, !Interruption.isAsked else { return }
    defer { document.judge() }
    if quick {
      document.weights?.countedReason = "a quick run boots no guest"
      return
    }
    do throws(KernelsError) {
      var settings = KernelStore.Settings()
      settings.folder = cache
      let store = try KernelStore(settings)
      let names = Set(store.cached.map(\.name)).sorted()
      guard let oldest = names.first, let newest = names.last else {
        document.weights?.countedReason = "no kernel is in the cache; tare kernels fetch gets one"
        return
      }
      for name in Set([oldest, newest]).sorted() {
        progress.show(CalibrateProgress(step: "known weights on Linux \(name)", fraction: 1))
        guard let kernel = try store.cached(name) else { continue }
        count(on: kernel, &document)
      }
    } catch { document.weights?.countedReason = "\(error)" }
  }

  private func count(on kernel: Kernel, _ document: inout CalibrationDocument) {
    do throws(GuestError) {
      document.weights?.counted += try WeightGuest.weigh(kernel) { Interruption.isAsked }
    } catch { document.weights?.countedReason = "\(error)" }
  }

  /// Writes the documents, or tells why one cannot be written; whether all were.
  private func write(_ document: CalibrationDocument) -> Bool {
    var isWritten = true
    func attempt(_ body: () throws(ResultsError) -> Void) {
      do throws(ResultsError) { try body() } catch {
        Terminal.complain("\(error)")
        isWritten = false
      }
    }
    attempt { () throws(ResultsError) in
      if !document.interrupted { try MachineCalibration(cache: cache).keep(document) }
    }
    if let json {
      attempt { () throws(ResultsError) in
        if json == "-" {
          try Terminal.output(String(decoding: try document.json(), as: UTF8.self))
        } else {
          try document.write(to: json)
        }
      }
    }
    if let html {
      attempt { () throws(ResultsError) in
        try ResultFile.write(Array(CalibrationPage.render(document).utf8), to: html)
      }
    }
    return isWritten
  }
}
