// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Calibration
import Forecast
import Glibc
import Probes
import Reports
import Results
import Scale
import Subjects
import System

/// `tare afford`: forecasts what a probe would cost here.
struct AffordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "afford",
    abstract: "Say what probes would cost on this machine as it is now.",
    discussion: """
      Counts for a few seconds how often the events happen that a probe hooks, by process, and \
      multiplies by what each costs: on this machine where it was weighed here (--weigh does so, and \
      keeps it for this kernel and CPU model), else on the machine of the run that came with tare, \
      which is then said. Nothing stays attached.
      """)

  @Argument(help: ArgumentHelp("The probes.", valueName: "probe"))
  var probes: [ProbeArgument]

  @Option(name: .shortAndLong, help: "Seconds to count.")
  var duration = 5.0

  @Option(help: "The rung it would take. Default: the best that this kernel allows.")
  var rung: String?

  @Option(help: "Processes to list of each probe.")
  var top = 10

  @Flag(
    help: "Attach each probe for as long afterwards, and hold the forecast against what it costs.")
  var verify = false

  @Flag(help: "Weigh each probe here first, for a minute or two; it makes two CPUs busy.")
  var weigh = false

  @Flag(help: "One JSON document instead of the table.")
  var json = false

  @Option(help: ArgumentHelp("Where files without a name are put.", valueName: "directory"))
  var directory = "/var/tmp"

  @Option(
    help: ArgumentHelp("The cache. Default: TARE_CACHE, or the system's.", valueName: "directory"))
  var cache = CachePlace.standard

  func validate() throws {
    if !(duration >= 1 && duration <= 3600) {
      throw ValidationError("--duration takes 1 to 3600 seconds, not \(duration)")
    }
    if top < 0 { throw ValidationError("--top takes 0 or more, not \(top)") }
    if let rung {
      for probe in probes.map(\.probe) where probe.way(named: rung) == nil {
        let known = probe.ways.map(\.name).joined(separator: ", ")
        throw ValidationError("\(probe.name) has no rung '\(rung)'; it has \(known)")
      }
    }
  }

  func run() throws {
    try Privileges.require()
    Interruption.watch()
    let document = try afford()
    do throws(ResultsError) {
      try Terminal.output(
        json
          ? String(decoding: try document.json(), as: UTF8.self)
          : AffordTable.render(document, processes: top, style: Terminal.style(of: STDOUT_FILENO)))
    } catch { throw Failure.report(error) }
    if let number = Interruption.signalNumber { throw Failure.interruption(by: number) }
    if document.probes.contains(where: { $0.failure != nil }) { throw Failure.machinery }
  }

  private func afford() throws -> AffordDocument {
    let progress = ProgressDisplay(Terminal.isTerminal(STDERR_FILENO))
    defer { progress.clear() }
    do throws(WeighingError) {
      do throws(BPFError) { try Tracefs.makeAvailable() } catch { throw .kernel(error) }
      if weigh { try weighProbes(progress) }
      return try AffordRun(options) { progress.say($0) }.run()
    } catch {
      progress.clear()
      throw Failure.report(error)
    }
  }

  /// Weighs each probe with its bystander and keeps the run.
  private func weighProbes(_ progress: ProgressDisplay) throws(WeighingError) {
    let kept = MachineCalibration(cache: cache)
    let settings = try KernelSettings()
    for probe in probes.map(\.probe) {
      var options = MeasureOptions([probe])
      options.rung = rung
      options.secondsPerCell = 12
      options.directory = directory
      options.command = ["tare"] + CommandLine.arguments.dropFirst()
      var measurement = Measurement(
        options, settings, passes: [PausesPass(isForForecast: true), BlindSpotPass()]
      ) { progress.show($0) }
      let document = try measurement.run()
      do throws(ResultsError) { try kept.keep(document, ofProbe: probe.name) } catch {
        throw .file(path: kept.path(ofProbe: probe.name), reason: "\(error)")
      }
    }
    try settings.putBack()
  }

  private var options: AffordOptions {
    get throws(WeighingError) {
      var options = AffordOptions(probes: probes.map(\.probe))
      options.rung = rung
      options.seconds = duration
      options.verifies = verify
      options.directory = directory
      let kept = MachineCalibration(cache: cache)
      var path = kept.path
      do throws(ResultsError) {
        options.calibration = try kept.find()
        for probe in options.probes {
          path = kept.path(ofProbe: probe.name)
          options.prices += try kept.prices(ofProbe: probe.name)
        }
      } catch { throw .file(path: path, reason: "\(error); remove it") }
      options.prices += KnownCosts.prices
      return options
    }
  }
}
