// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Scale
import Subjects
import Workloads

extension Trial {
  private static let slicesInContainer = 2

  /// Runs the workload once more as process 1 of a PID namespace, as in a container, with the probe
  /// for that process and its descendants: it has to see each event, with the namespace's numbers.
  func checkContainer(
    _ workload: Workload, _ outcome: inout MatrixCell
  ) throws(WeighingError) {
    let running = try start(workload, isInContainer: true)
    let witnessed = running.witnessed
    guard let prepared = try prepareInContainer(of: witnessed) else { return }
    let witness = prepared.witness(of: witnessed)
    let output = try ReaderOutput(directory: place.directory)
    let reader = try prepared.makeReader(for: witness, output: output.descriptor)
    let condition = SubjectCondition(.probe, prepared, witness: witness)
    let runner = try run(
      condition, on: running, operations(of: workload), slices: Self.slicesInContainer)
    try reader?.finish()
    judgeContainer(try fidelity(of: prepared, witness, runner), &outcome)
  }

  private func prepareInContainer(
    of workload: WitnessedWorkload
  ) throws(WeighingError) -> PreparedProbe? {
    let namespace = try askingKernel { () throws(BPFError) in
      try PIDNamespace(at: "/proc/\(workload.machinePID)/ns/pid")
    }
    return try probe?.prepareInContainer(way, namespace)
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
