// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Statistics
import Workloads

/// One calibration: every step of the plan, one after the other, on the running kernel.
public struct CalibrationRun {
  private let options: CalibrateOptions
  private let knobs: Knobs
  private let watch: CalibrationWatch
  private let startedAt = Timestamp.now()
  private var random: RandomSource

  private var plan: CalibrationPlan { options.plan }

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - options: What to do.
  ///   - knobs: The lock on the machine's settings.
  ///   - report: Called on the calling thread as the run goes on.
  public init(
    _ options: CalibrateOptions, knobs: Knobs, report: @escaping (CalibrateProgress) -> Void
  ) {
    self.options = options
    self.knobs = knobs
    watch = CalibrationWatch(total: options.plan.total, report: report)
    random = RandomSource(seed: options.seed)
  }

  /// Runs all steps. One that fails is noted, and the others go on.
  ///
  /// - Throws: Only what keeps every step from being run.
  public mutating func run() throws(WeighingError) -> CalibrationDocument {
    do throws(BPFError) { try Tracefs.makeAvailable() } catch { throw .kernel(error) }
    Affinity.pin(to: Affinity.harnessCPU)
    let statisticsWereOn = try knobs.turn(Knobs.statistics) == "1"
    _ = try knobs.turn(Knobs.expeditedGracePeriods)
    let machine: Machine
    do throws(BPFError) {
      machine = try MachineReading.machine(
        rcuExpedited: true, statisticsWereOn: statisticsWereOn)
    } catch { throw .kernel(error) }
    var document = CalibrationDocument(
      tareVersion: Version.current, startedAt: startedAt, elapsedSeconds: 0,
      command: options.command, seed: options.seed, quick: plan.isQuick, machine: machine)
    try runSteps(into: &document)
    document.elapsedSeconds = watch.elapsed
    document.interrupted = Interruption.isAsked
    return document
  }

  private mutating func runSteps(into document: inout CalibrationDocument) throws(WeighingError) {
    let calibrator = try Calibrator(
      seconds: plan.noise, seed: random.next(),
      environment: watch.environment("the machine's noise"))
    document.noise = calibrator.calibration(toggles: [])
    let (plan, watch, directory) = (plan, watch, options.directory)
    func bench(_ step: String) -> CalibrationBench {
      CalibrationBench(
        environment: watch.environment(step), calibrator: calibrator, directory: directory,
        loads: plan.loads)
    }
    step("the hooks' prices", &document) { document, random throws(WeighingError) in
      let prices = try HookPricer(bench: bench("the hooks' prices"), seconds: plan.hooks)
        .run(random: &random)
      document.hooks = prices.hooks
      document.systemCallPath = prices.systemCallPath
    }
  }

  /// Runs one step, unless the user asked to end or the time is up.
  private mutating func step(
    _ name: String, _ document: inout CalibrationDocument,
    _ body: (inout CalibrationDocument, inout RandomSource) throws(WeighingError) -> Void
  ) {
    if Interruption.isAsked { return }
    guard watch.elapsed < plan.limit else {
      document.failures.append("\(name): the time was up")
      return
    }
    var ownRandom = random.split()
    do throws(WeighingError) { try body(&document, &ownRandom) } catch {
      if case .interrupted = error { return }
      document.failures.append("\(name): \(error)")
    }
  }
}
