// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Scale
import Statistics
import Subjects
import System
import Workloads

/// Runs a way of a subject on the workload it watches, and compares its reports with the events
/// that were caused.
///
/// It is for a guest, where nothing else runs, and works on any machine.
public struct Trial {
  let subject: any Subject
  let way: Way
  let place: WorkloadPlace

  /// Makes a trial of one way.
  public init(_ subject: any Subject, _ way: Way, at place: WorkloadPlace) {
    self.subject = subject
    self.way = way
    self.place = place
  }

  /// The subject as a built-in probe.
  var probe: (any ProbeSubject)? { subject as? any ProbeSubject }

  /// Runs the trial. Any failure is the outcome's verdict.
  public func run() -> MatrixCell {
    var outcome = MatrixCell(probe: subject.name, rung: way.name, verdict: .failed)
    let start = Clocks.monotonicSeconds()
    do throws(WeighingError) {
      if let prepared = try prepare(&outcome) { try watch(prepared, &outcome) }
    } catch {
      outcome.verdict = .failed
      outcome.reason = error.description
    }
    outcome.elapsedSeconds = Clocks.monotonicSeconds() - start
    return outcome
  }

  /// Loads the programs; the kernel's refusal is the verdict.
  private func prepare(
    _ outcome: inout MatrixCell
  ) throws(WeighingError) -> (any PreparedSubject)? {
    let prepared = try unlessRefused(&outcome) { () throws(WeighingError) in
      try subject.prepare(way, keepingFigures: true)
    }
    guard let prepared else { return nil }
    outcome.programs = prepared.verifierFigures.map { .init($0.program, $0.figures) }
    return prepared
  }

  /// Runs a body that the kernel may refuse; the refusal is the verdict.
  private func unlessRefused<Value>(
    _ outcome: inout MatrixCell, _ body: () throws(WeighingError) -> Value
  ) throws(WeighingError) -> Value? {
    do throws(WeighingError) { return try body() } catch {
      guard case .kernel(let refusal) = error else { throw error }
      outcome.verdict = .unsupported
      outcome.reason = refusal.description
      return nil
    }
  }

  private func watch(
    _ prepared: any PreparedSubject, _ outcome: inout MatrixCell
  ) throws(WeighingError) {
    let workload = try place.workload(named: subject.watching.workload)
    let running = try start(workload)
    let own = prepared.witness(of: running.witnessed)
    let odd = probe?.rareFiles.map { OddFiles($0, before: own) }
    let witness: any Witness = odd ?? own
    let output = try ReaderOutput(directory: place.directory)
    let reader = try prepared.makeReader(for: witness, output: output.descriptor)
    // Attached before the first operation, so that the workload's start does not count, and only
    // once: Linux 5.10 attaches a tracing program once in its life.
    let condition = SubjectCondition(.probe, prepared, witness: witness)
    let attached: Void? = try unlessRefused(&outcome) { () throws(WeighingError) in
      try condition.attach()
    }
    guard attached != nil else { return }
    try odd?.run(at: place)
    let runner = try run(condition, on: running, operations(of: workload), slices: Self.slices)
    try reader?.finish()
    judge(try fidelity(of: prepared, witness, runner), &outcome)
    odd?.judge(prepared, &outcome)
    try checkLatency(condition, &outcome)
    if outcome.verdict == .exact { try checkContainer(workload, &outcome) }
  }

  /// Starts a workload that sleeps while it waits, unless the subject watches all system calls,
  /// which sleeping makes.
  func start(
    _ workload: Workload, isInContainer: Bool = false
  ) throws(WeighingError) -> RunningWorkload {
    try RunningWorkload(
      workload, directory: place.directory, executables: place.executables,
      sleepsWhileWaiting: !subject.watching.everySystemCall, isInContainer: isInContainer)
  }

  /// Runs one stint of one condition for its events.
  func run(
    _ condition: any Attachable, on workload: any OperationSource, _ operations: Int, slices: Int
  ) throws(WeighingError) -> BlockRunner {
    var runner = BlockRunner(
      plan: StintPlan(operationsPerSlice: operations, slicesPerStint: slices),
      environment: .unattended)
    var random = RandomSource(seed: 0)
    _ = try runner.runBlock(of: [condition], against: workload, random: &random)
    return runner
  }

  /// Compares the reports with the events of a runner's operations.
  func fidelity(
    of prepared: any PreparedSubject, _ witness: any Witness, _ runner: BlockRunner
  ) throws(WeighingError) -> Fidelity? {
    var tally = FidelityTally()
    tally.add(
      try prepared.findings(of: witness), caused: runner.caused(under: .probe),
      counted: subject.watching.kinds, operations: runner.operations(under: .probe))
    return tally.fidelity
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

  /// Operations in a slice: few of those that are slow under emulation.
  func operations(of workload: Workload) -> Int {
    switch workload.principalKind {
    case .systemCall: 2000
    case .open: 500
    case .exec: 5
    default: 8
    }
  }
}

extension MatrixCell.ProgramFigures {
  /// Makes the figures of a loaded program: its name alone where the verifier gave none.
  fileprivate init(_ name: String, _ figures: VerifierFigures?) {
    self.init(
      name: name, processedInstructions: figures?.processedInstructions,
      states: figures?.totalStates,
      loadMilliseconds: figures?.verificationMicroseconds.map { Double($0) / 1000 })
  }
}
