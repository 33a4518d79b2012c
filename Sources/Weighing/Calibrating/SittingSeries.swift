// SPDX-License-Identifier: Apache-2.0

import Glibc
import Probes
import Results
import Statistics
import Workloads

/// One weight, weighed in sittings that are spread over the run.
struct SittingSeries {
  static let multiplies = 256
  let plan: CalibrationPlan.Repeats
  private(set) var contrasts: [Statistics.Contrast] = []

  init(_ plan: CalibrationPlan.Repeats) { self.plan = plan }

  /// How many there are still to be.
  var left: Int { plan.count - contrasts.count }

  /// Weighs once more, everything loaded and started anew.
  ///
  /// - Throws: What keeps the weight from being attached, or that the user asked to end.
  mutating func sit(_ weights: WeightBench, random: inout RandomSource) throws(WeighingError) {
    let conditions: [Int?] = [nil, Self.multiplies]
    let sample = try weights.sample(
      conditions, stints: try weights.stints(for: conditions, seconds: plan.seconds),
      seconds: plan.seconds, random: &random)
    do throws(StatisticsError) {
      contrasts.append(try sample.contrast(WeightBench.condition(Self.multiplies), to: .off))
    } catch { throw .file(path: "a sitting", reason: "too little was measured: \(error)") }
  }

  /// Holds each against the others; `nil` with fewer than 3.
  var result: RepeatedSittings? {
    let sittings = contrasts.map { $0.logRatio(confidence: 0.95) }
    guard let agreement = SittingsAgreement(sittings) else { return nil }
    let ratios = contrasts.map(\.ratio.estimate)
    let mean = ratios.reduce(0, +) / Double(ratios.count)
    let spread = Repeatability(cells: [ratios])?.standardDeviation ?? 0
    return RepeatedSittings(
      subject: "\(Self.multiplies) multiplies on a system call",
      alone: sittings.map { Results.Interval($0.map { expm1($0) }) },
      withTerm: agreement.withTerm.map { Results.Interval($0.map { expm1($0) }) },
      heldAlone: agreement.heldAlone, heldWithTerm: agreement.heldWithTerm,
      spread: mean > 0 ? spread / mean : 0, secondsEach: plan.seconds)
  }
}
