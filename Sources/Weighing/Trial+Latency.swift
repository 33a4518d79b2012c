// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Workloads

extension Trial {
  /// Reads from a disk whose answers take a known time, and looks whether the histogram shows it.
  ///
  /// The slow reads come on top of the quick ones before: the histogram has to have two modes.
  func checkLatency(
    _ loaded: LoadedProbe, _ condition: LoadedCondition, _ outcome: inout MatrixCell
  ) throws(WeighingError) {
    guard let slow = place.slowDisk else { return }
    let before = try reads(of: loaded)
    let running = try RunningWorkload(
      Workload.blockRead.reading(slow.path), directory: place.directory,
      executables: place.executables, sleepsWhileWaiting: true)
    var runner = BlockRunner(
      plan: StintPlan(operationsPerSlice: 4, slicesPerStint: 2), environment: .unattended)
    try runner.runOnly(condition, against: running)
    let all = try reads(of: loaded)
    let late = all.since(before)
    let caused = (runner.caused[.probe] ?? EventCounts())[.blockRead]
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

  private func reads(of loaded: LoadedProbe) throws(WeighingError) -> LatencyHistogram {
    do throws(BPFError) { return try Biolatency.snapshot(of: loaded).reads } catch {
      throw .kernel(error)
    }
  }
}

extension Trial.Place {
  /// A workload by its name, reading from the quick disk where there is one.
  func workload(named name: String) throws(WeighingError) -> Workload {
    do throws(WorkloadError) {
      let workload = try Workload(argument: name)
      guard workload == .blockRead, let quickDisk else { return workload }
      return workload.reading(quickDisk)
    } catch { throw .workload(error) }
  }
}

extension Workload {
  /// The same, reading from a block device instead of a file of its own.
  func reading(_ device: String) -> Workload {
    var program = program
    program.arguments.append("--file=\(device)")
    return Workload(
      name: name, summary: summary, program: program, unit: unit, principalKind: principalKind,
      kinds: kinds, neighbour: neighbour, needsDirectory: needsDirectory)
  }
}
