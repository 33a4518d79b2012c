// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// The estimates of a cell, from its raw slices alone.
struct CellEstimates {
  let base: Interval
  let costs: [ConditionCost]
  /// `off` against `off`.
  let same: Contrast
  /// A program on an event that does not fire, against `off`.
  let never: Contrast?
  /// The floor against `off`.
  let floor: Contrast?
  /// The probe against the floor.
  let program: Contrast?
  /// The probe against `off`.
  let total: Contrast?

  /// Estimates the costs.
  init(_ raw: RawSlices, of plan: CellPlan) throws(StatisticsError) {
    let contrasts = CellContrasts(
      raw: raw, operationsPerSlice: plan.stints.operationsPerSlice,
      confidence: plan.stopping.intervalConfidence)
    guard let same = try contrasts.contrast(.offAgain, to: [.off]) else { throw .tooFewLoads(0) }
    self.same = same
    never = try contrasts.contrast(.never)
    floor = try contrasts.contrast(.floor)
    program = try contrasts.contrast(.probe, to: [.floor])
    total = try contrasts.contrast(.probe)
    costs = try contrasts.costs()
    base = contrasts.base
  }

  /// The contrasts whose width tells whether to stop.
  var decisive: [Contrast] { [same] + [total].compactMap { $0 } }
}
