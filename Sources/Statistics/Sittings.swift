// SPDX-License-Identifier: Apache-2.0

/// One estimate from several sittings, with an interval that holds what differs between them.
///
/// The interval of one sitting knows nothing of that: it covered the others' median in 7 of 10.
/// Sittings follow one protocol, so they count the same, and t is taken over their estimates
/// (Kalibera & Jones 2013, the top level), whose variance holds the differences inside them too.
///
/// With one degree of freedom less than sittings, two give 12.7 and three 4.3 standard errors. A
/// `Repeatability` from other cells or earlier sittings adds degrees of freedom (the moderated
/// variance of Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3:3), and gives even one an interval.
public enum Sittings {
  /// Combines one interval a sitting into one.
  ///
  /// The mean ± t · s / √k, s² = (d₀s₀² + (k − 1)s²) / (d₀ + k − 1) with a repeatability s₀ of d₀
  /// degrees of freedom. As in the modified method of Hartung & Knapp (Röver, Knapp & Friede 2015,
  /// BMC Med. Res. Methodol. 15:99) it is never narrower than the sittings' own intervals make it,
  /// √Σh² / k, though their estimates should agree by chance.
  /// - Parameters:
  ///   - sittings: One interval each, at `confidence`, on a scale where differences add: the log
  ///     ratio or nanoseconds.
  ///   - confidence: In 0 ..< 1.
  ///   - repeatability: In the unit of the sittings, when known.
  /// - Returns: In the unit of the sittings; `nil` when there is none, or a single one and no
  ///   repeatability, or a number is not finite.
  public static func combine(
    _ sittings: [Interval], confidence: Double = 0.95, repeatability: Repeatability? = nil
  ) -> Interval? {
    checkConfidence(confidence)
    let estimates = sittings.map(\.estimate)
    guard !estimates.isEmpty, estimates.allSatisfy(\.isFinite) else { return nil }
    guard let spread = Repeatability(pooling: [Repeatability(sittings: estimates), repeatability])
    else { return nil }
    let count = Double(sittings.count)
    let t = studentQuantile((1 + confidence) / 2, degreesOfFreedom: spread.degreesOfFreedom)
    let within = sittings.reduce(0) { $0 + $1.halfWidth * $1.halfWidth }.squareRoot() / count
    return Interval(
      estimate: estimates.reduce(0, +) / count,
      halfWidth: max(t * spread.standardDeviation / count.squareRoot(), within))
  }
}
