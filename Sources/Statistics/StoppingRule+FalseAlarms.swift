// SPDX-License-Identifier: Apache-2.0

import Glibc

extension StoppingRule {
  /// Returns how often the rule, which looks more than once, raises a false alarm on given noise.
  ///
  /// Runs are drawn from loads of nothing against nothing, with replacement (Efron 1979, Ann.
  /// Statist. 7:1), less their mean, so that there is nothing to be found. Each ends where the rule
  /// ends it, and is a false alarm where the interval at that look leaves 0 out.
  /// - Parameters:
  ///   - logRatios: One a load, of conditions that do not differ; at least 2.
  ///   - base: The operation's length in nanoseconds, which the widths are asked of.
  ///   - runs: How many to draw, above 0.
  ///   - random: Draws them.
  /// - Returns: False alarms among the runs.
  public func falseAlarms(
    logRatios: [Double], base: Double, runs: Int, random: inout RandomSource
  ) -> Int {
    precondition(logRatios.count >= 2 && base > 0, "loads, and an operation's length")
    let mean = logRatios.reduce(0, +) / Double(logRatios.count)
    let pool = logRatios.map { BlockPair(reference: base, condition: base * exp($0 - mean)) }
    var alarms = 0
    for _ in 0..<runs where isFalseAlarm(pool, &random) { alarms += 1 }
    return alarms
  }

  private func isFalseAlarm(_ pool: [BlockPair], _ random: inout RandomSource) -> Bool {
    var loads: [[BlockPair]] = []
    while true {
      loads.append([pool[Int(random.below(UInt64(pool.count)))]])
      guard looks.contains(loads.count) else { continue }
      guard let contrast = try? Contrast(loads: loads, confidence: intervalConfidence) else {
        preconditionFailure("two loads of positive numbers make a contrast")
      }
      guard case .stop = decision(after: loads.count, contrasts: [contrast]) else { continue }
      return !contrast.ratio.contains(0)
    }
  }
}
