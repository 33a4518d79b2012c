// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// The estimates of a cell, from its raw slices alone.
struct CellEstimates {
  let base: Interval
  let contrasts: [ConditionCost]
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

  /// Estimates what the slices show.
  ///
  /// - Parameters:
  ///   - raw: What was measured.
  ///   - operationsPerSlice: Operations that were timed together.
  ///   - confidence: The nominal confidence that holds 95 % under the stopping rule.
  /// - Throws: `StatisticsError` where there are fewer than 2 loads, or a time is not above 0.
  init(
    _ raw: RawSlices, operationsPerSlice: Int, confidence: Double = 0.95
  ) throws(StatisticsError) {
    func contrast(
      _ condition: Condition, to references: [Condition], _ value: StintValue = .typical
    ) throws(StatisticsError) -> Contrast? {
      let bases = references.compactMap { raw.conditions.firstIndex(of: $0) }
      guard let index = raw.conditions.firstIndex(of: condition), bases.count == references.count
      else { return nil }
      return try Contrast(
        loads: raw.pairs(
          references: bases, condition: index, value: value,
          operationsPerSlice: operationsPerSlice),
        confidence: confidence)
    }
    let nothing: [Condition] = [.off, .offAgain]
    guard let same = try contrast(.offAgain, to: [.off]) else { throw .tooFewLoads(0) }
    self.same = same
    never = try contrast(.never, to: nothing)
    floor = try contrast(.floor, to: nothing)
    program = try contrast(.probe, to: [.floor])
    total = try contrast(.probe, to: nothing)

    var contrasts: [ConditionCost] = []
    for condition in raw.conditions where condition != .off {
      let references = condition == .offAgain ? [Condition.off] : nothing
      guard let typical = try contrast(condition, to: references),
        let quiet = try contrast(condition, to: references, .quiet)
      else { continue }
      contrasts.append(
        ConditionCost(
          condition: condition, nanoseconds: typical.difference, ratio: typical.ratio,
          quietNanoseconds: quiet.difference))
    }
    self.contrasts = contrasts
    base = Self.base(raw, operationsPerSlice: operationsPerSlice)
  }

  /// The time of an operation with nothing attached: the mean over loads of their medians.
  private static func base(_ raw: RawSlices, operationsPerSlice: Int) -> Interval {
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

  /// The contrasts that decide whether a cell is known well enough.
  var decisive: [Contrast] { [same] + [total].compactMap { $0 } }
}
