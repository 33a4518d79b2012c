// SPDX-License-Identifier: Apache-2.0

import Glibc

/// When enough loads have been run.
///
/// The run is looked at after fixed numbers of loads and ends when the intervals are narrow enough.
/// That nearly keeps their coverage; stopping on significance does not (19.5 % false alarms). As a
/// run stops early where its loads happen to look alike, nominal 95 % gives up to 6.8 % false
/// alarms (simulated with Gaussian loads), nominal 96.5 % gives 3.5 to 4.9 %: so contrasts are
/// asked for at `intervalConfidence`. A verdict against a threshold may end the run too, at an α
/// for all looks (Pocock 1977, Biometrika 64:191: 0.0182 at each of four; 5.0 % simulated).
public struct StoppingRule: Sendable, Hashable {
  /// The numbers of loads after which the run is looked at, ascending; the last one ends it.
  public var looks: [Int]
  /// A half-width of the difference that is narrow enough, in nanoseconds per operation.
  public var halfWidthNanoseconds: Double
  /// A half-width of the difference that is narrow enough, as a fraction of `Contrast.base`.
  public var fractionOfBase: Double
  /// A half-width of the difference that is narrow enough, as a fraction of its estimate.
  public var fractionOfEffect: Double
  /// The nominal confidence of contrasts: 0.965, so that 95 % hold the truth whenever a run stops.
  public var intervalConfidence: Double
  /// The α of a verdict that may end the run, at every look and the last one too.
  public var earlyVerdictAlpha: Double

  /// Makes a rule; without arguments, the one Tare ships.
  ///
  /// - Parameters:
  ///   - looks: Numbers of loads, ascending, not empty, each at least 2.
  ///   - halfWidthNanoseconds: In nanoseconds per operation.
  ///   - fractionOfBase: Dimensionless.
  ///   - fractionOfEffect: Dimensionless.
  ///   - intervalConfidence: In 0 ..< 1.
  ///   - earlyVerdictAlpha: For as many looks as there are; 0.0182 is for four.
  public init(
    looks: [Int] = [8, 12, 16, 24], halfWidthNanoseconds: Double = 0.5,
    fractionOfBase: Double = 0.0025, fractionOfEffect: Double = 0.05,
    intervalConfidence: Double = 0.965, earlyVerdictAlpha: Double = 0.0182
  ) {
    checkConfidence(intervalConfidence)
    precondition(looks.first.map { $0 >= 2 } ?? false, "the first look needs 2 loads")
    precondition(zip(looks, looks.dropFirst()).allSatisfy { $0 < $1 }, "looks ascend")
    self.looks = looks
    self.halfWidthNanoseconds = halfWidthNanoseconds
    self.fractionOfBase = fractionOfBase
    self.fractionOfEffect = fractionOfEffect
    self.intervalConfidence = intervalConfidence
    self.earlyVerdictAlpha = earlyVerdictAlpha
  }

  /// The decision after a load.
  public enum Decision: Sendable, Hashable {
    /// Run another load.
    case goOn
    /// Run no more, and say why.
    case stop(Reason)
  }

  /// Why no more loads are run.
  public enum Reason: Sendable, Hashable {
    /// Every contrast's half-width is at most its target.
    case narrowEnough
    /// Every contrast has a verdict, `over` or `under`, at `earlyVerdictAlpha`.
    case verdict
    /// This was the last look.
    case lastLook
  }

  /// Returns the half-width of `Contrast.difference` that is narrow enough, in nanoseconds per
  /// operation: the largest of the three allowances.
  ///
  /// - Parameter contrast: The contrast so far.
  /// - Returns: In nanoseconds per operation.
  public func targetHalfWidth(_ contrast: Contrast) -> Double {
    max(
      halfWidthNanoseconds, fractionOfBase * contrast.base,
      fractionOfEffect * abs(contrast.difference.estimate))
  }

  /// Says whether to run another load.
  ///
  /// - Parameters:
  ///   - loads: The number of loads finished.
  ///   - contrasts: Each contrast the run is for, from those loads, at `intervalConfidence`.
  ///     Controls are gated, not waited for: leave them out. None never ends the run early.
  ///   - threshold: The budget, when a verdict may end the run. The final verdict is then taken at
  ///     `earlyVerdictAlpha` as well.
  /// - Returns: To go on, or to stop and why.
  public func decision(
    after loads: Int, contrasts: [Contrast], threshold: Threshold? = nil
  ) -> Decision {
    if !contrasts.isEmpty && looks.contains(loads) {
      if contrasts.allSatisfy({ $0.difference.halfWidth <= targetHalfWidth($0) }) {
        return .stop(.narrowEnough)
      }
      if let threshold, contrasts.allSatisfy({ isDecided($0, threshold) }) {
        return .stop(.verdict)
      }
    }
    return loads >= (looks.last ?? 0) ? .stop(.lastLook) : .goOn
  }

  private func isDecided(_ contrast: Contrast, _ threshold: Threshold) -> Bool {
    BudgetVerdict(contrast, threshold: threshold, alpha: earlyVerdictAlpha) != .inconclusive
  }
}

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
