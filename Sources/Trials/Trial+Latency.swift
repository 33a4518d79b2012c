// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Scale
import Subjects
import Workloads

extension Trial {
  /// Reads from a disk whose answers take a known time, and looks whether the histogram shows it.
  ///
  /// The slow reads come on top of the quick ones before: the histogram has to have two modes.
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
    // The histogram's buckets are a sixteenth of a power of two wide. What is quicker is somebody else's read of
    // another disk, such as the file system's.
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

  /// The reads that a probe has timed; `nil` of a subject that does not time disks.
  private func reads(of condition: SubjectCondition) throws(WeighingError) -> LatencyHistogram? {
    guard let probe, let prepared = condition.subject as? PreparedProbe else { return nil }
    do throws(BPFError) { return try probe.readLatencies(prepared.loaded) } catch {
      throw .kernel(error)
    }
  }
}
