// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Statistics
import Workloads

/// Runs one rung of a probe against the workload it watches and holds what it reports against the truth.
///
/// Meant for a guest, where nothing else runs; it works on any machine.
public struct Trial {
  /// Where a machine keeps what workloads need.
  public struct Place: Sendable {
    /// The folder of the workloads' programs; `nil`: beside the running one.
    public var executables: String?
    /// A folder on ext4.
    public var directory: String
    /// A block device of quick answers to read from; `nil`: a file in `directory`.
    public var quickDisk: String?
    /// One of slow answers, and the least time it takes, in nanoseconds.
    public var slowDisk: (path: String, nanoseconds: UInt64)?
    /// A folder in an overlay over folders on ext4; `nil` where there is none.
    public var overlay: String?

    /// A place.
    public init(
      executables: String?, directory: String, quickDisk: String? = nil,
      slowDisk: (path: String, nanoseconds: UInt64)? = nil
    ) {
      self.executables = executables
      self.directory = directory
      self.quickDisk = quickDisk
      self.slowDisk = slowDisk
    }
  }

  let probe: WeighedProbe
  let rung: Rung
  let place: Place

  /// A trial of one rung.
  public init(_ probe: WeighedProbe, _ rung: Rung, at place: Place) {
    self.probe = probe
    self.rung = rung
    self.place = place
  }

  /// Runs it. Whatever goes wrong is the outcome's verdict.
  public func run() -> MatrixCell {
    var outcome = MatrixCell(probe: probe.name, rung: rung.name, verdict: .failed)
    let start = Clocks.monotonicSeconds()
    do throws(WeighingError) {
      if let loaded = load(&outcome) { try watch(loaded, &outcome) }
    } catch {
      outcome.verdict = .failed
      outcome.reason = error.description
    }
    outcome.elapsedSeconds = Clocks.monotonicSeconds() - start
    return outcome
  }

  /// Loads the rung; a refusal is the kernel's verdict.
  private func load(_ outcome: inout MatrixCell) -> LoadedProbe? {
    do throws(BPFError) {
      let loaded = try probe.loadKeepingFigures(rung)
      outcome.programs = rung.placements.map { placement in
        .init(placement.program, loaded.object.verifierFigures(ofProgram: placement.program))
      }
      return loaded
    } catch {
      outcome.verdict = .unsupported
      outcome.reason = error.description
      return nil
    }
  }

  /// Attaches the rung while nothing happens yet: what it catches of the workload's start is not counted. A
  /// refusal is the kernel's verdict. It is not attached again where once is enough: Linux 5.10 attaches a
  /// tracing program once in its life.
  private func attach(
    _ loaded: LoadedProbe, _ witness: any Witness, _ outcome: inout MatrixCell
  ) throws(WeighingError) -> LoadedCondition? {
    let condition = LoadedCondition(.probe, loaded, witness: witness)
    do throws(WeighingError) {
      try condition.attach()
      return condition
    } catch {
      guard case .kernel(let refusal) = error else { throw error }
      outcome.verdict = .unsupported
      outcome.reason = refusal.description
      return nil
    }
  }

  private func watch(
    _ loaded: LoadedProbe, _ outcome: inout MatrixCell
  ) throws(WeighingError) {
    let workload = try place.workload(named: probe.watchedWorkload)
    // Who sleeps makes system calls, which only a probe of all of them would see.
    let running = try RunningWorkload(
      workload, directory: place.directory, executables: place.executables,
      sleepsWhileWaiting: !probe.watchesEverySystemCall)
    let own = probe.makeWitness(running.witnessed)
    let odd = OddFiles(before: own, probe: probe.name)
    let witness: any Witness = odd ?? own
    let output = try ReaderOutput(directory: place.directory)
    let reader = try probe.makeReader?(loaded, witness, output.descriptor)
    guard let condition = try attach(loaded, witness, &outcome) else { return }
    try odd?.run(at: place)
    var runner = BlockRunner(
      plan: StintPlan(
        operationsPerSlice: Self.operations(of: workload), slicesPerStint: Self.slices),
      environment: .unattended)
    try runner.runOnly(condition, against: running)
    _ = try reader?.finish()
    let findings: LoadFindings
    do throws(BPFError) { findings = try witness.findings(loaded) } catch { throw .kernel(error) }
    var tally = FidelityTally()
    tally.add(
      findings, caused: runner.caused[.probe] ?? EventCounts(), counted: probe.watched,
      operations: runner.operations[.probe] ?? 0)
    judge(tally.fidelity, &outcome)
    odd?.judge(loaded, &outcome)
    if probe.name == "biolatency" { try checkLatency(loaded, condition, &outcome) }
    if outcome.verdict == .exact { try checkContainer(workload, &outcome) }
  }

  private func judge(_ fidelity: Fidelity?, _ outcome: inout MatrixCell) {
    outcome.fidelity = fidelity
    switch fidelity?.verdict {
    case .exact: outcome.verdict = .exact
    case .lossy: outcome.verdict = .lossy
    case .wrong: outcome.verdict = .wrong
    case nil: outcome.reason = "the workload caused no event"
    }
    if let fidelity, fidelity.verdict != .exact {
      outcome.reason =
        "\(fidelity.reported) of \(fidelity.caused) events reported, \(fidelity.wrong) of them wrong"
        + (fidelity.note.map { "; \($0)" } ?? "")
    }
  }

  private static let slices = 10

  /// Operations in a slice: few of those that take long under emulation.
  static func operations(of workload: Workload) -> Int {
    switch workload.principalKind {
    case .systemCall: 2000
    case .open: 500
    case .exec: 5
    default: 8
    }
  }
}

extension BlockRunner {
  /// Runs one stint of one condition, whose times nobody asks for.
  mutating func runOnly(
    _ condition: any Attachable, against workload: any OperationSource
  ) throws(WeighingError) {
    var random = RandomSource(seed: 0)
    _ = try runBlock(of: [condition], against: workload, random: &random)
  }
}

extension WeighingEnvironment {
  /// Of a machine that runs nothing else, with nobody to tell.
  static var unattended: WeighingEnvironment {
    WeighingEnvironment(
      now: Clocks.monotonicSeconds, isInterrupted: { false }, stolenTicks: { 0 },
      progress: { _ in })
  }
}

extension MatrixCell.ProgramFigures {
  /// The verifier's figures of a loaded program; where it gave none, its name alone.
  fileprivate init(_ name: String, _ figures: VerifierFigures?) {
    self.init(
      name: name, processedInstructions: figures?.processedInstructions,
      states: figures?.totalStates,
      loadMilliseconds: figures?.verificationMicroseconds.map { Double($0) / 1000 })
  }
}
