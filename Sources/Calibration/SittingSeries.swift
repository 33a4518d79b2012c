// SPDX-License-Identifier: Apache-2.0

import Results
import Scale
import Statistics
import Workloads

/// Weighs one weight in sittings that are spread over the run.
struct SittingSeries {
  static let multiplies = 256
  let plan: CalibrationPlan.Repeats
  private(set) var contrasts: [Contrast] = []

  init(_ plan: CalibrationPlan.Repeats) { self.plan = plan }

  /// The number of sittings that are left.
  var left: Int { plan.count - contrasts.count }

  /// Runs one sitting, with everything loaded and started anew.
  mutating func sit(_ weights: WeightBench, random: inout RandomSource) throws(WeighingError) {
    let conditions: [Int?] = [0, Self.multiplies]
    let sample = try weights.sample(
      conditions, stints: try weights.stints(for: conditions, seconds: plan.seconds),
      seconds: plan.seconds, random: &random)
    do throws(StatisticsError) {
      contrasts.append(
        try sample.contrast(WeightBench.condition(Self.multiplies), to: WeightBench.condition(0)))
    } catch { throw .tooLittle(of: "a sitting", error) }
  }

  /// The agreement of each sitting with the others; `nil` with fewer than 3.
  var result: RepeatedSittings? {
    let sittings = contrasts.map(\.difference)
    guard let agreement = SittingsAgreement(sittings) else { return nil }
    let mean = sittings.reduce(0) { $0 + $1.estimate } / Double(sittings.count)
    return RepeatedSittings(
      subject: "\(Self.multiplies) multiplies", alone: sittings, withTerm: agreement.withTerm,
      heldAlone: agreement.heldAlone, heldWithTerm: agreement.heldWithTerm,
      spread: mean > 0 ? agreement.standardDeviation / mean : 0, secondsEach: plan.seconds)
  }
}
