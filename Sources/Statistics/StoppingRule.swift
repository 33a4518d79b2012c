// SPDX-License-Identifier: Apache-2.0

/// When enough loads have been run.
///
/// The run is looked at after fixed numbers of loads and ends when the intervals are narrow enough.
/// Stopping on width nearly keeps their coverage, stopping on significance does not (19.5 % false
/// alarms). Nearly: a run stops early where its loads happen to look alike, and then its interval
/// is too narrow. Simulated with Gaussian loads, nominal 95 % gives up to 6.8 % false alarms where
/// the spread between loads is just such that the rule may stop at any look; nominal 96.5 % gives
/// 3.5 to 4.9 %. So the rule asks for contrasts at `intervalConfidence`. A verdict against a
/// threshold may end the run too, at an α that pays for all looks (Pocock 1977, Biometrika 64:191:
/// 0.0182 at each of four; 5.0 % simulated with these looks and Student's t).
public struct StoppingRule: Sendable, Hashable {
  /// The numbers of loads after which the run is looked at, ascending; the last one ends it.
  public var looks: [Int]
  /// A half-width of the difference that is narrow enough, in nanoseconds per operation.
  public var halfWidthNanoseconds: Double
  /// A half-width of the difference that is narrow enough, as a fraction of `Contrast.base`.
  public var fractionOfBase: Double
  /// A half-width of the difference that is narrow enough, as a fraction of its estimate.
  public var fractionOfEffect: Double
  /// The nominal confidence of contrasts under this rule: 0.965, so that at least 95 % of the
  /// intervals hold the truth whenever the run stops.
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
