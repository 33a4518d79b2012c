// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Subjects
import System
import Workloads

/// One calibration: every step of the plan, one after the other, on the running kernel.
public struct CalibrationRun {
  private let options: CalibrateOptions
  private let settings: KernelSettings
  private let watch: CalibrationWatch
  private let startedAt = Timestamp.now()
  private var random: RandomSource

  private var plan: CalibrationPlan { options.plan }

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - options: What to do.
  ///   - settings: The lock on the machine's settings.
  ///   - report: Called on the calling thread as the run goes on.
  public init(
    _ options: CalibrateOptions, _ settings: KernelSettings,
    report: @escaping (CalibrateProgress) -> Void
  ) {
    self.options = options
    self.settings = settings
    watch = CalibrationWatch(total: options.plan.total, report: report)
    random = RandomSource(seed: options.seed)
  }

  /// Runs all steps. One that fails is noted, and the others go on.
  ///
  /// - Throws: Only what keeps every step from being run.
  public mutating func run() throws(WeighingError) -> CalibrationDocument {
    do throws(BPFError) { try Tracefs.makeAvailable() } catch { throw .kernel(error) }
    Affinity.pin(to: Affinity.harnessCPU)
    let statisticsWereOn = try settings.set(.statisticsOff) == "1"
    _ = try settings.set(.shortGracePeriods)
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
    document.machine.residentBytesPeak = MachineReading.residentBytesPeak
    document.interrupted = Interruption.isAsked
    return document
  }

  private mutating func runSteps(into document: inout CalibrationDocument) throws(WeighingError) {
    let calibrator = try Calibrator(
      seconds: plan.noise, seed: random.next(),
      environment: watch.environment("the machine's noise"))
    let (plan, watch, directory) = (plan, watch, options.directory)
    func bench(_ step: String) -> CalibrationBench {
      CalibrationBench(
        environment: watch.environment(step), calibrator: calibrator, directory: directory,
        loads: plan.loads)
    }
    let hook = try WeightBench.fastHook()
    document.noise = calibrator.calibration(toggles: [
      try WayToggle(
        [hook], times: 5,
        environment: watch.environment("the machine's noise"))
    ])
    var series = SittingSeries(plan.sittings)
    /// A few of the sittings between two steps, so that minutes lie between them.
    func sit(_ count: Int) {
      for _ in 0..<min(count, series.left) {
        step("a sitting", &document) { _, random throws(WeighingError) in
          try series.sit(WeightBench(bench: bench("sittings"), hook: hook), random: &random)
        }
      }
    }
    let share = max(1, plan.sittings.count / 5)

    step("the hooks' prices", &document) { document, random throws(WeighingError) in
      let prices = try HookPricer(bench: bench("the hooks' prices"), seconds: plan.hooks)
        .run(random: &random)
      document.hooks = prices.hooks
      document.systemCallPath = prices.systemCallPath
    }
    sit(share)
    step("known weights", &document) { document, random throws(WeighingError) in
      let weights = WeightBench(bench: bench("known weights"), hook: hook)
      document.weights = try WeightScale(weights: weights, seconds: plan.weights)
        .run(random: &random)
    }
    sit(share)
    step("nothing against nothing", &document) { document, random throws(WeighingError) in
      (document.same, document.stopping) = try SameComparer(
        bench: bench("nothing against nothing"), repeats: plan.same, workloads: Workload.all
      ).run(random: &random)
    }
    sit(share)
    plant(&document, bench, hook)
    sit(share)
    step("competing loads", &document) { document, random throws(WeighingError) in
      let weights = WeightBench(bench: bench("competing loads"), hook: hook)
      document.disturbances = try DisturbedScale(weights: weights, repeats: plan.disturbances)
        .run(random: &random)
    }
    sit(series.left)
    document.sittings = series.result
    step("outside against inside", &document) { document, random throws(WeighingError) in
      document.closures = try ProbeCloser(
        bench: bench("outside against inside"), repeats: plan.closures
      ).run(random: &random)
    }
    if document.closures.contains(where: { $0.isExact == false }) {
      step("what no probe sees", &document) { document, _ throws(WeighingError) in
        document.blindSpots = try BlindSpotSearch(
          environment: bench("what no probe sees").environment
        ).run()
      }
    }
    document.judge()
  }

  /// Small costs, at a hook that toggles fast and at one that does not.
  private mutating func plant(
    _ document: inout CalibrationDocument, _ bench: (String) -> CalibrationBench, _ fast: Hook
  ) {
    let plan = plan
    let slope = document.weights?.outsideSlope?.estimate ?? 0
    let searches: [(hook: Hook, repeats: CalibrationPlan.Repeats, perTry: Int, wanted: Double)] = [
      (fast, plan.fast, 2, 0.01), (WeightBench.slowHook, plan.slow, 1, 0.03),
    ]
    for search in searches {
      let name = "a cost of \(Int(search.wanted * 100)) % planted at a \(search.hook.kind.rawValue)"
      let bench = bench(name)
      step(name, &document) { document, random throws(WeighingError) in
        guard slope > 0 else { throw .file(path: "the known weights", reason: "were not weighed") }
        let found = try PlantedSearch(
          weights: WeightBench(bench: bench, hook: search.hook), repeats: search.repeats,
          repeatsPerTry: search.perTry, wanted: search.wanted
        ).run(nanosecondsPerMultiply: slope, random: &random)
        document.planted.append(found.cost)
        if search.perTry > 1 { document.coverage = [found.coverage] }
      }
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
