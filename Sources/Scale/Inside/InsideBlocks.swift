// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Statistics
import Workloads

/// Blocks of `floor` and `probe` of one load, whose programs the kernel's statistics time.
package struct InsideBlocks {
  private let load: KernelLoad
  /// The kinds of event that the time is divided by.
  private let counted: [EventKind]
  private let conditions: [any Attachable]
  private var floor: InsideMeter
  private var probe: InsideMeter
  /// What was caused before these blocks, by condition.
  private let before: [Condition: EventCounts]

  /// Blocks of a load for whose programs the statistics have not been on yet.
  ///
  /// - Parameters:
  ///   - load: The programs and the workload.
  ///   - counted: The kinds of event that the time is divided by.
  ///   - runner: What will run the blocks; what it has run so far does not count.
  ///   - isWanted: Whether a program on a hook is looked at.
  package init(
    _ load: KernelLoad, _ counted: [EventKind], after runner: BlockRunner,
    where isWanted: @escaping (Hook) -> Bool = { _ in true }
  ) {
    self.load = load
    self.counted = counted
    conditions = load.conditions.filter { [.floor, .probe].contains($0.condition) }
    floor = InsideMeter(load.floor, where: isWanted)
    probe = InsideMeter(load.subject, where: isWanted)
    before = runner.caused
  }

  /// Runs one block.
  ///
  /// - Throws: What keeps it from being run, or the statistics from being read.
  package mutating func runBlock(
    _ runner: inout BlockRunner, random: inout RandomSource
  ) throws(WeighingError) {
    _ = try runner.runBlock(of: conditions, against: load.workload, random: &random)
    try floor.read()
    try probe.read()
  }

  /// Events that were caused under a condition.
  func events(_ condition: Condition, by runner: BlockRunner) -> UInt64 {
    (runner.caused[condition]?.total(of: counted) ?? 0)
      - (before[condition]?.total(of: counted) ?? 0)
  }

  /// Nanoseconds for an event in the empty programs and in the probe's; `nil` where there was none.
  package func nanoseconds(by runner: BlockRunner) -> (floor: Double, probe: Double)? {
    guard let empty = floor.nanoseconds(perEventOf: events(.floor, by: runner)),
      let full = probe.nanoseconds(perEventOf: events(.probe, by: runner))
    else { return nil }
    return (empty, full)
  }
}
