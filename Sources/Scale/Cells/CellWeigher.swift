// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// Weighs one cell: load after load until the intervals are narrow enough or the time is up.
struct CellWeigher {
  let plan: CellPlan
  let environment: WeighingEnvironment
  private var raw = RawSlices(conditions: [])
  private var tally = FidelityTally()
  private var readerPerEvent: [Double] = []
  private var stopped = Cell.Stopped.time
  private var failure: WeighingError?

  init(plan: CellPlan, environment: WeighingEnvironment) {
    self.plan = plan
    self.environment = environment
  }

  /// Weighs the cell. What goes wrong becomes its verdict, and the loads before that stay in it.
  mutating func weigh(_ source: any CellLoadSource, random: inout RandomSource) -> Cell {
    let start = environment.now()
    do throws(WeighingError) {
      while try !isDone(elapsed: environment.now() - start) {
        environment.progress(min(1, (environment.now() - start) / plan.budgetSeconds))
        var ownRandom = random.split()
        try runLoad(source, deadline: start + plan.budgetSeconds, random: &ownRandom)
      }
    } catch {
      failure = error
      if case .interrupted = error { stopped = .interrupted }
    }
    return CellSummary(
      plan: plan, raw: raw, tally: tally, readerPerEvent: readerPerEvent, stopped: stopped,
      failure: failure, wallSeconds: environment.now() - start
    ).cell
  }

  private mutating func isDone(elapsed: Double) throws(WeighingError) -> Bool {
    if environment.isInterrupted() { throw .interrupted }
    let loads = raw.loads.count
    guard loads >= 2 else { return false }
    if loads >= (plan.stopping.looks.first ?? 8), elapsed >= plan.budgetSeconds { return true }
    // However slow the machine is, a cell ends.
    if elapsed >= 2 * plan.budgetSeconds { return true }
    guard plan.stopping.looks.contains(loads) else { return false }
    do throws(StatisticsError) {
      let estimates = try CellEstimates(raw, of: plan)
      let decision = plan.stopping.decision(after: loads, contrasts: estimates.decisive)
      guard decision == .stop(.narrowEnough) else { return false }
      stopped = .width
      return true
    } catch { return false }
  }

  private mutating func runLoad(
    _ source: any CellLoadSource, deadline: Double, random: inout RandomSource
  ) throws(WeighingError) {
    let load = try source.makeLoad(raw.loads.count, random: &random)
    raw.conditions = load.conditions.map(\.condition)
    var runner = BlockRunner(plan: plan.stints, environment: environment)
    let blocks = try runner.runBlocks(
      of: load.conditions, against: load.workload, random: &random
    ) {
      // A load that is cut short still counts: its blocks are complete.
      $0 < plan.blocksPerLoad && ($0 < 2 || environment.now() <= deadline)
    }
    raw.loads.append(RawSlices.Load(blocks: blocks))
    let findings = try load.finish()
    let caused = runner.caused(under: .probe)
    tally.add(
      findings, caused: caused, counted: plan.counted, operations: runner.operations(under: .probe))
    let events = caused.total(of: plan.counted)
    if events > 0 { readerPerEvent.append(Double(findings.readerNanoseconds) / Double(events)) }
  }
}
