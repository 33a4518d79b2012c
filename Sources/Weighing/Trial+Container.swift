// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Workloads

extension Trial {
  private static let slicesInContainer = 2

  /// Runs the workload once more as process 1 of a PID namespace of its own, as a container does, and the probe for that
  /// process and what it starts: it has to see each event, by the numbers of the namespace.
  func checkContainer(
    _ workload: Workload, _ outcome: inout MatrixCell
  ) throws(WeighingError) {
    let running = try RunningWorkload(
      workload, directory: place.directory, executables: place.executables,
      sleepsWhileWaiting: !probe.watchesEverySystemCall, isInContainer: true)
    let witnessed = running.witnessed
    guard let loaded = try loadInContainer(of: witnessed) else { return }
    let witness = probe.makeWitness(witnessed)
    let output = try ReaderOutput(directory: place.directory)
    let reader = try probe.makeReader?(loaded, witness, output.descriptor)
    var runner = BlockRunner(
      plan: StintPlan(
        operationsPerSlice: Self.operations(of: workload), slicesPerStint: Self.slicesInContainer),
      environment: .unattended)
    try runner.runOnly(LoadedCondition(.probe, loaded, witness: witness), against: running)
    _ = try reader?.finish()
    var tally = FidelityTally()
    do throws(BPFError) {
      tally.add(
        try witness.findings(loaded), caused: runner.caused[.probe] ?? EventCounts(),
        counted: probe.watched, operations: runner.operations[.probe] ?? 0)
    } catch { throw .kernel(error) }
    judgeContainer(tally.fidelity, &outcome)
  }

  private func loadInContainer(
    of workload: WitnessedWorkload
  ) throws(WeighingError) -> LoadedProbe? {
    do throws(BPFError) {
      let namespace = try PIDNamespace(at: "/proc/\(workload.machinePID)/ns/pid")
      return try probe.loadInContainer(rung, namespace)
    } catch { throw .kernel(error) }
  }

  private func judgeContainer(_ fidelity: Fidelity?, _ outcome: inout MatrixCell) {
    let passed = fidelity?.verdict == .exact
    let detail =
      fidelity.map {
        "\($0.reported) of \($0.caused) events in a PID namespace, \($0.wrong) of them wrong"
          + ($0.note.map { "; \($0)" } ?? "")
      } ?? "the workload caused no event in a PID namespace"
    outcome.checks.append(.init(name: "container", passed: passed, detail: detail))
    if !passed {
      outcome.verdict = fidelity?.verdict == .lossy ? .lossy : .wrong
      outcome.reason = detail
    }
  }
}
