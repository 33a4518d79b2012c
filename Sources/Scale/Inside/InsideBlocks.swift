// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Statistics
import Workloads

/// Blocks of `floor` and `probe` in one load, while the kernel's statistics time the programs.
package struct InsideBlocks {
  private let load: KernelLoad
  /// The kinds of event that the time is divided by.
  private let counted: [EventKind]
  private let conditions: [any Attachable]
  private var floor: InsideMeter
  private var probe: InsideMeter
  /// Events that were caused before these blocks, by condition.
  private let before: [Condition: UInt64]

  /// Begins the blocks of a load whose programs the statistics have not timed yet.
  package init(
    _ load: KernelLoad, _ counted: [EventKind], after runner: BlockRunner,
    where isWanted: @escaping (Hook) -> Bool = { _ in true }
  ) {
    self.load = load
    self.counted = counted
    conditions = load.conditions.filter { [.floor, .probe].contains($0.condition) }
    floor = InsideMeter(load.floor, where: isWanted)
    probe = InsideMeter(load.subject, where: isWanted)
    before = [
      .floor: runner.caused(under: .floor).total(of: counted),
      .probe: runner.caused(under: .probe).total(of: counted),
    ]
  }

  /// Runs one block and reads the statistics.
  package mutating func runBlock(
    _ runner: inout BlockRunner, random: inout RandomSource
  ) throws(WeighingError) {
    _ = try runner.runBlock(of: conditions, against: load.workload, random: &random)
    try floor.read()
    try probe.read()
  }

  /// Events that these blocks caused under a condition.
  func events(_ condition: Condition, by runner: BlockRunner) -> UInt64 {
    runner.caused(under: condition).total(of: counted) - (before[condition] ?? 0)
  }

  /// Nanoseconds per event in the empty programs and in the probe's; `nil` without an event.
  package func nanoseconds(by runner: BlockRunner) -> (floor: Double, probe: Double)? {
    guard let empty = floor.nanoseconds(perEventOf: events(.floor, by: runner)),
      let full = probe.nanoseconds(perEventOf: events(.probe, by: runner))
    else { return nil }
    return (empty, full)
  }
}

/// Meters the time inside a subject's programs, per run, block by block.
///
/// The kernel's mean also holds interrupts and other tasks; the median of many blocks does not.
struct InsideMeter {
  private let subject: any PreparedSubject
  private let isWanted: (Hook) -> Bool
  private var last = (nanoseconds: UInt64(0), runs: UInt64(0))
  private var perRun: [Double] = []

  /// Makes a meter of programs that the statistics have not timed yet.
  init(_ subject: any PreparedSubject, where isWanted: @escaping (Hook) -> Bool = { _ in true }) {
    self.subject = subject
    self.isWanted = isWanted
  }

  /// Takes the runs since the last reading.
  mutating func read() throws(WeighingError) {
    var now = (nanoseconds: UInt64(0), runs: UInt64(0))
    for program in try subject.programs(where: isWanted) {
      now.nanoseconds += program.runNanoseconds
      now.runs += program.runCount
    }
    if now.runs > last.runs {
      perRun.append(Double(now.nanoseconds - last.nanoseconds) / Double(now.runs - last.runs))
    }
    last = now
  }

  /// Nanoseconds per event; `nil` without an event. An event has a whole number of runs: others on
  /// the machine caused the rest.
  func nanoseconds(perEventOf events: UInt64) -> Double? {
    guard events > 0, let run = median(perRun) else { return nil }
    return run * max(1, (Double(last.runs) / Double(events)).rounded())
  }
}
