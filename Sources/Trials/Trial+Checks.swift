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
  func checkContainer(_ workload: Workload, _ outcome: inout MatrixCell) throws(WeighingError) {
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

  /// Reads from a disk of known latency and checks the histogram, which then has two modes: the
  /// fast reads before, and the slow ones.
  func checkLatency(
    _ condition: SubjectCondition, _ outcome: inout MatrixCell
  ) throws(WeighingError) {
    guard let slow = place.slowDisk, let before = try reads(of: condition) else { return }
    let running = try start(Workload.blockRead.reading(slow.path))
    let runner = try run(condition, on: running, 4, slices: 2)
    guard let all = try reads(of: condition) else { return }
    let late = all.since(before)
    let caused = runner.caused(under: .probe)[.blockRead]
    let quick = before.percentile(0.5) ?? 0
    // A bucket is a sixteenth of a power of two wide. Faster reads are of another disk, such as the
    // file system's.
    let slowReads = late.count(from: slow.nanoseconds - (slow.nanoseconds / 16))
    let passed = slowReads == caused && quick < slow.nanoseconds / 2
    outcome.checks.append(
      .init(
        name: "latency", passed: passed,
        detail:
          "\(slowReads) of \(caused) reads from a disk of \(slow.nanoseconds / 1000) µs took as long "
          + "(\(late.count) seen in all); half of the quick disk's within \(quick / 1000) µs"))
    if !passed, outcome.verdict == .exact {
      outcome.verdict = .wrong
      outcome.reason = outcome.checks.last?.detail
    }
  }

  /// The latencies of a probe's reads; `nil` for a subject that does not time disks.
  private func reads(of condition: SubjectCondition) throws(WeighingError) -> LatencyHistogram? {
    guard let probe, let prepared = condition.subject as? PreparedProbe else { return nil }
    return try askingKernel { () throws(BPFError) in try probe.readLatencies(prepared.loaded) }
  }
}
