// SPDX-License-Identifier: Apache-2.0

import Results
import Scale
import System
import Workloads

/// One calibration: runs every step of the plan on the running kernel.
public struct CalibrationRun {
  private let options: CalibrateOptions
  private let settings: KernelSettings
  private let watch: CalibrationWatch
  private let startedAt = Timestamp.now()

  /// Makes a run.
  ///
  /// - Parameters:
  ///   - options: The plan, and how to follow it.
  ///   - settings: The kernel's settings, locked for this run.
  ///   - report: Hears of the progress, on the calling thread.
  public init(
    _ options: CalibrateOptions, _ settings: KernelSettings,
    report: @escaping (CalibrateProgress) -> Void
  ) {
    self.options = options
    self.settings = settings
    watch = CalibrationWatch(total: options.plan.total, report: report)
  }

  /// Runs all steps. A step that fails is noted in the document.
  ///
  /// - Throws: A reason why no step can be run.
  public func run() throws(WeighingError) -> CalibrationDocument {
    let machine = try settings.prepareMachine()
    var steps = try CalibrationSteps(
      of: CalibrationDocument(
        tareVersion: Version.current, startedAt: startedAt, elapsedSeconds: 0,
        command: options.command, seed: options.seed, quick: options.plan.isQuick, machine: machine),
      options, watch)
    steps.run()
    var document = steps.document
    document.elapsedSeconds = watch.elapsed
    document.machine.residentBytesPeak = MachineReading.residentBytesPeak
    document.interrupted = Interruption.isAsked
    return document
  }
}

/// The clock of a calibration, which reports the progress.
struct CalibrationWatch {
  private let start = Clocks.monotonicSeconds()
  /// Seconds for the whole run.
  let total: Double
  let report: (CalibrateProgress) -> Void

  /// Seconds since the start.
  var elapsed: Double { Clocks.monotonicSeconds() - start }

  /// The environment of a step, which reports its name.
  func environment(_ step: String) -> WeighingEnvironment {
    WeighingEnvironment(
      now: Clocks.monotonicSeconds,
      isInterrupted: {
        report(CalibrateProgress(step: step, fraction: min(1, elapsed / total)))
        return Interruption.isAsked
      },
      stolenTicks: { StolenTime.ticks(ofCPU: Affinity.workloadCPU) }, progress: { _ in })
  }
}
