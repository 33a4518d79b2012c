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

/// Compares the conditions of a cell by its raw slices.
struct CellContrasts {
  let raw: RawSlices
  /// Operations that were timed together.
  let operationsPerSlice: Int
  let confidence: Double

  /// The two conditions in which nothing is attached.
  private static let nothing: [Condition] = [.off, .offAgain]

  /// Compares a condition with others, by default with those in which nothing is attached; `nil`
  /// where the cell lacks one.
  func contrast(
    _ condition: Condition, to references: [Condition] = Self.nothing,
    _ value: StintValue = .typical
  ) throws(StatisticsError) -> Contrast? {
    let bases = references.compactMap { raw.conditions.firstIndex(of: $0) }
    guard let index = raw.conditions.firstIndex(of: condition), bases.count == references.count
    else { return nil }
    return try Contrast(
      loads: raw.pairs(
        references: bases, condition: index, value: value, operationsPerSlice: operationsPerSlice),
      confidence: confidence)
  }

  /// The cost of each condition but `off`.
  func costs() throws(StatisticsError) -> [ConditionCost] {
    var costs: [ConditionCost] = []
    for condition in raw.conditions where condition != .off {
      let references = condition == .offAgain ? [Condition.off] : Self.nothing
      guard let typical = try contrast(condition, to: references),
        let quiet = try contrast(condition, to: references, .quiet)
      else { continue }
      costs.append(
        ConditionCost(
          condition: condition, nanoseconds: typical.difference, ratio: typical.ratio,
          quietNanoseconds: quiet.difference))
    }
    return costs
  }

  /// The time of an operation with nothing attached: the mean over loads of their medians.
  var base: Interval {
    guard let off = raw.conditions.firstIndex(of: .off) else {
      preconditionFailure("a cell has the condition off")
    }
    let medians = raw.pairs(
      references: [off], condition: off, value: .typical, operationsPerSlice: operationsPerSlice
    ).compactMap { median($0.map(\.reference)) }
    guard let interval = studentInterval(medians) else {
      preconditionFailure("a contrast was made of at least 2 loads")
    }
    return interval
  }
}
