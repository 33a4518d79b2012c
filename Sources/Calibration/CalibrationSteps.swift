// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Subjects
import System
import Workloads

/// The steps of a calibration, each of which adds its findings to the document.
struct CalibrationSteps {
  private(set) var document: CalibrationDocument
  private let plan: CalibrationPlan
  private let directory: String
  private let watch: CalibrationWatch
  private let calibrator: Calibrator
  /// The hook for known weights that toggles fastest.
  private let hook: Hook
  private var series: SittingSeries
  private var random: RandomSource

  /// Measures the machine's noise, which every step builds on.
  init(
    of document: CalibrationDocument, _ options: CalibrateOptions, _ watch: CalibrationWatch
  ) throws(WeighingError) {
    self.document = document
    plan = options.plan
    directory = options.directory
    self.watch = watch
    random = RandomSource(seed: options.seed)
    series = SittingSeries(options.plan.sittings)
    let environment = watch.environment("the machine's noise")
    calibrator = try Calibrator(
      seconds: options.plan.noise, seed: random.next(), environment: environment)
    hook = try WeightBench.fastHook()
    let toggle = try WayToggle([hook], times: 5, environment: environment)
    self.document.noise = calibrator.calibration(toggles: [toggle])
  }

  /// Runs every step, with a fifth of the sittings between two of them, so that minutes lie
  /// between.
  mutating func run() {
    let share = max(1, plan.sittings.count / 5)
    priceHooks()
    sit(share)
    weigh()
    sit(share)
    compareSame()
    sit(share)
    plant(at: hook, plan.fast, perTry: 2, wanted: 0.01)
    plant(at: WeightBench.slowHook, plan.slow, perTry: 1, wanted: 0.03)
    sit(share)
    disturb()
    sit(series.left)
    document.sittings = series.result
    close()
    if document.closures.contains(where: { $0.isExact == false }) { findBlindSpots() }
    document.judge()
  }

  private mutating func priceHooks() {
    let seconds = plan.hooks
    step("the hooks' prices") { bench, document, random throws(WeighingError) in
      let prices = try HookPricer(bench: bench, seconds: seconds).run(random: &random)
      document.hooks = prices.hooks
      document.systemCallPath = prices.systemCallPath
    }
  }

  private mutating func weigh() {
    let (hook, seconds) = (hook, plan.weights)
    step("known weights") { bench, document, random throws(WeighingError) in
      document.weights = try WeightScale(
        weights: WeightBench(bench: bench, hook: hook), seconds: seconds
      ).run(random: &random)
    }
  }

  private mutating func compareSame() {
    let repeats = plan.same
    step("nothing against nothing") { bench, document, random throws(WeighingError) in
      (document.same, document.stopping) = try SameComparer(
        bench: bench, repeats: repeats, workloads: Workload.all
      ).run(random: &random)
    }
  }

  /// Plants a small cost at a hook.
  private mutating func plant(
    at hook: Hook, _ repeats: CalibrationPlan.Repeats, perTry: Int, wanted: Double
  ) {
    let name = "a cost of \(Int(wanted * 100)) % planted at a \(hook.kind.rawValue)"
    step(name) { bench, document, random throws(WeighingError) in
      let slope = document.weights?.outsideSlope?.estimate ?? 0
      guard slope > 0 else { throw .file(path: "the known weights", reason: "were not weighed") }
      let found = try PlantedSearch(
        weights: WeightBench(bench: bench, hook: hook), repeats: repeats, repeatsPerTry: perTry,
        wanted: wanted
      ).run(nanosecondsPerMultiply: slope, random: &random)
      document.planted.append(found.cost)
      if perTry > 1 { document.coverage = [found.coverage] }
    }
  }

  private mutating func disturb() {
    let (hook, repeats) = (hook, plan.disturbances)
    step("competing loads") { bench, document, random throws(WeighingError) in
      document.disturbances = try DisturbedScale(
        weights: WeightBench(bench: bench, hook: hook), repeats: repeats
      ).run(random: &random)
    }
  }

  /// Runs some of the sittings that are left.
  private mutating func sit(_ count: Int) {
    var series = series
    let hook = hook
    for _ in 0..<min(count, series.left) {
      step("a sitting", progress: "sittings") { bench, _, random throws(WeighingError) in
        try series.sit(WeightBench(bench: bench, hook: hook), random: &random)
      }
    }
    self.series = series
  }

  private mutating func close() {
    let repeats = plan.closures
    step("outside against inside") { bench, document, random throws(WeighingError) in
      document.closures = try ProbeCloser(bench: bench, repeats: repeats).run(random: &random)
    }
  }

  private mutating func findBlindSpots() {
    step("what no probe sees") { bench, document, _ throws(WeighingError) in
      document.blindSpots = try BlindSpotSearch(environment: bench.environment).run()
    }
  }

  /// Runs one step, unless a signal asked the run to end or the time is up.
  private mutating func step(
    _ name: String, progress: String? = nil,
    _ body: (
      CalibrationBench, inout CalibrationDocument, inout RandomSource
    ) throws(WeighingError) -> Void
  ) {
    if Interruption.isAsked { return }
    guard watch.elapsed < plan.limit else {
      document.failures.append("\(name): the time was up")
      return
    }
    let bench = CalibrationBench(
      environment: watch.environment(progress ?? name), calibrator: calibrator,
      directory: directory, loads: plan.loads)
    var ownRandom = random.split()
    do throws(WeighingError) { try body(bench, &document, &ownRandom) } catch {
      if case .interrupted = error { return }
      document.failures.append("\(name): \(error)")
    }
  }
}
