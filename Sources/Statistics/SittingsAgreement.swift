// SPDX-License-Identifier: Apache-2.0

/// How many of several sittings' intervals hold the others' median: 19 in 20 should, once they are
/// widened by the others' `Repeatability`.
public struct SittingsAgreement: Sendable, Hashable {
  /// One interval a sitting, widened, on the scale of the sittings.
  public let withTerm: [Interval]
  /// Sittings whose own interval holds the median of the others' estimates.
  public let heldAlone: Int
  /// Sittings whose widened interval does.
  public let heldWithTerm: Int
  /// The standard deviation between the estimates, in their unit.
  public let standardDeviation: Double

  /// Holds each against the others.
  ///
  /// - Parameter sittings: One interval each, on a scale where differences add; of the same
  ///   confidence, 0.95. The result is `nil` with fewer than 3, or where a number is not finite.
  public init?(_ sittings: [Interval]) {
    guard sittings.count >= 3,
      let all = Repeatability(cells: [sittings.map(\.estimate)])
    else { return nil }
    var widened: [Interval] = []
    var alone = 0
    for index in sittings.indices {
      var others = sittings.map(\.estimate)
      others.remove(at: index)
      guard let middle = median(others), let term = Repeatability(cells: [others]),
        let interval = Sittings.combine([sittings[index]], repeatability: term)
      else { return nil }
      if sittings[index].contains(middle) { alone += 1 }
      widened.append(interval)
    }
    withTerm = widened
    heldAlone = alone
    heldWithTerm = sittings.indices.count { index in
      var others = sittings.map(\.estimate)
      others.remove(at: index)
      return median(others).map { widened[index].contains($0) } ?? false
    }
    standardDeviation = all.standardDeviation
  }
}
