// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Scale
import Statistics
import Subjects
import Workloads

/// Weighs a probe's events after pauses, for a cell of events that a forecast can count.
package final class PausesPass: CellPass {
  /// Whether the run is for a forecast: with more loads, and the other CPU too where devices report
  /// to one of them.
  private let isForForecast: Bool

  package init(isForForecast: Bool = false) { self.isForForecast = isForForecast }

  /// Adds the costs to the cell, unless the run is quick.
  package func run(
    on cell: inout Cell, _ context: CellContext, random: inout RandomSource
  ) throws(WeighingError) {
    guard !context.options.quick, context.entry.role == .watched, cell.verdict == .measured,
      let probe = context.entry.subject as? any ProbeSubject, let events = probe.counted
    else { return }
    let pass = PausePass(
      environment: context.environment, loads: isForForecast ? 8 : 3,
      readerNanoseconds: cell.reader?.cpuNanosecondsPerEvent?.estimate ?? 0,
      countsEnds: isForForecast && events.endApart && Affinity.harnessCPU != Affinity.workloadCPU)
    func costs(on cpu: Int) throws(WeighingError) -> PauseCosts? {
      var costs = try pass.run(context.quietSource(nil, context.way, cpu: cpu), random: &random)
      guard isForForecast else { return costs }
      let census = try askingKernel { () throws(BPFError) in
        try CensusSubject(of: events, watching: probe.watching)
      }
      costs?.census = try pass.run(
        context.quietSource(census, census.ways[0], cpu: cpu), random: &random)?.programs
      return costs
    }
    cell.afterPauses = try costs(on: Affinity.workloadCPU)
    if pass.countsEnds { cell.afterPausesElsewhere = try costs(on: Affinity.harnessCPU) }
  }
}

/// The census of a probe's events as a probe.
struct CensusSubject: ProbeSubject {
  let probe: Census
  let watching: Watching

  init(of events: CountedEvents, watching: Watching) throws(BPFError) {
    probe = try Census(of: events.hooks)
    self.watching = watching
  }

  func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness { NoWitness() }
}
