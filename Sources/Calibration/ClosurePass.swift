// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Workloads

/// Weighs one probe from the outside and from the inside, both in each load.
///
/// First blocks of `off`, `floor` and `probe` by the workload's times, then blocks of the last two
/// with the kernel's statistics on: the programs stay at their place in memory, and little time
/// passes. Programs that run when a device has answered are in neither, as no thread of the
/// workload pays for them.
struct ClosurePass {
  let plan: CellPlan
  let environment: WeighingEnvironment
  /// The number of loads, at least 2.
  let loads: Int

  /// The share of a load's time for the outside.
  private static let outsideShare = 0.7
  private static let weighed: Set<Condition> = [.off, .floor, .probe]

  /// The slices and times of all loads.
  struct Found {
    /// `off`, `floor` and `probe` from the outside.
    var raw = RawSlices(conditions: [])
    /// The time per event in the probe's programs less that in the empty ones, one value a load.
    var inside: [Double] = []
    /// The events of all blocks.
    var tally = FidelityTally()
  }

  /// Runs all loads.
  func run(
    _ source: any CellLoadSource, random: inout RandomSource
  ) throws(WeighingError) -> Found {
    var found = Found()
    let start = environment.now()
    for number in 0..<loads {
      // However slow the machine is, a pass ends.
      if number >= 2, environment.now() - start > 1.3 * plan.budgetSeconds { break }
      guard let load = try source.makeLoad(number, random: &random) as? KernelLoad else { break }
      let share = plan.budgetSeconds / Double(loads)
      try run(load, from: start + (share * Double(number)), for: share, &found, random: &random)
    }
    return found
  }

  private func run(
    _ load: KernelLoad, from start: Double, for seconds: Double, _ found: inout Found,
    random: inout RandomSource
  ) throws(WeighingError) {
    let conditions = load.conditions.filter { Self.weighed.contains($0.condition) }
    found.raw.conditions = conditions.map(\.condition)
    var runner = BlockRunner(plan: plan.stints, environment: environment)
    let blocks = try runner.runBlocks(of: conditions, against: load.workload, random: &random) {
      $0 < 2 || environment.now() < start + (Self.outsideShare * seconds)
    }
    let inside = try insideNanoseconds(load, until: start + seconds, &runner, random: &random)
    found.tally.add(
      try load.finish(), caused: runner.caused(under: .probe), counted: plan.counted,
      operations: runner.operations(under: .probe))
    guard let inside else { return }
    found.raw.loads.append(RawSlices.Load(blocks: blocks))
    found.inside.append(inside)
  }

  /// Measures the time per event from the inside; `nil` without an event.
  private func insideNanoseconds(
    _ load: KernelLoad, until end: Double, _ runner: inout BlockRunner, random: inout RandomSource
  ) throws(WeighingError) -> Double? {
    let statistics = try askingKernel { () throws(BPFError) in try KernelStatistics() }
    var inside = InsideBlocks(load, plan.counted, after: runner, where: \.isMetByThread)
    var blocks = 0
    while blocks < 2 || environment.now() < end {
      try inside.runBlock(&runner, random: &random)
      blocks += 1
    }
    _ = consume statistics
    return inside.nanoseconds(by: runner).map { $0.probe - $0.floor }
  }
}

extension Hook {
  /// Whether the thread that causes the event meets the hook, not an interrupt.
  fileprivate var isMetByThread: Bool {
    switch self {
    case .tpBTF(let event), .rawTracepoint(let event), .tracepoint(_, let event):
      event != "block_rq_complete"
    default: true
    }
  }
}
