// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Statistics

/// Weighs a subject's programs from the inside, with the kernel's statistics, after a cell.
///
/// The statistics slow every program down and count their own clock readings, so that only
/// differences count: the subject's time less that of empty programs on the same hooks. It should
/// equal the difference seen from the outside; the rest is the residual. The reader's time is
/// weighed here too, as no witness slows it down.
struct InsidePass {
  /// More than one, as each load puts the programs elsewhere in memory.
  private static let loads = 3
  private let plan: CellPlan
  private let environment: WeighingEnvironment
  /// Blocks in each load.
  private let blocks: Int

  /// The time of each load, in nanoseconds per event.
  private struct Found {
    var floors: [Double] = []
    var subjects: [Double] = []
    var readers: [Double] = []
  }

  /// Makes a pass that takes about a tenth of the cell's time.
  init(following plan: CellPlan, environment: WeighingEnvironment) {
    self.plan = plan
    self.environment = environment
    let seconds = plan.budgetSeconds / 10 / Double(Self.loads)
    blocks = min(max(Int((seconds - plan.loadSeconds) / plan.blockSeconds), 2), 10)
  }

  /// Runs the loads, each with the floor and the subject in random order, and adds the costs to the
  /// cell, unless its programs were not weighed from the outside.
  func run(
    on cell: inout Cell, _ source: any CellLoadSource, random: inout RandomSource
  ) throws(WeighingError) {
    guard let outside = cell.program?.estimate else { return }
    let found = try weigh(source, random: &random)
    if let reader = studentInterval(found.readers) { cell.reader?.cpuNanosecondsPerEvent = reader }
    guard let floor = median(found.floors), let subject = median(found.subjects), outside != 0
    else { return }
    cell.inside = InsideCost(
      floorNanoseconds: floor, probeNanoseconds: subject,
      residualRatio: (outside - (subject - floor)) / outside)
  }

  private func weigh(
    _ source: any CellLoadSource, random: inout RandomSource
  ) throws(WeighingError) -> Found {
    let statistics = try askingKernel { () throws(BPFError) in try KernelStatistics() }
    var found = Found()
    for number in 0..<Self.loads {
      guard let load = try source.makeLoad(number, random: &random) as? KernelLoad else { break }
      try weigh(load, into: &found, random: &random)
    }
    _ = consume statistics
    return found
  }

  private func weigh(
    _ load: KernelLoad, into found: inout Found, random: inout RandomSource
  ) throws(WeighingError) {
    var runner = BlockRunner(plan: plan.stints, environment: environment)
    var inside = InsideBlocks(load, plan.counted, after: runner)
    for _ in 0..<blocks { try inside.runBlock(&runner, random: &random) }
    let events = inside.events(.probe, by: runner)
    let readerNanoseconds = try load.finish().readerNanoseconds
    if load.reader != nil, events > 0 {
      found.readers.append(Double(readerNanoseconds) / Double(events))
    }
    guard let times = inside.nanoseconds(by: runner) else { return }
    found.floors.append(times.floor)
    found.subjects.append(times.probe)
  }
}
