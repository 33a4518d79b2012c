// SPDX-License-Identifier: Apache-2.0

import Statistics

/// One weight weighed in several sittings: how many of their intervals hold the others' median.
public struct RepeatedSittings: Codable, Hashable, Sendable {
  /// The weight, in words.
  public var subject: String
  /// One interval a sitting, by itself, in ns.
  public var alone: [Interval]
  /// Each sitting's interval, widened by the spread between the other sittings.
  public var withTerm: [Interval]
  /// Sittings whose own interval holds the others' median.
  public var heldAlone: Int
  /// Sittings whose widened interval does.
  public var heldWithTerm: Int
  /// The standard deviation of the sittings' estimates ÷ their mean: 0.02 is 2 %.
  public var spread: Double
  /// Seconds that one sitting took.
  public var secondsEach: Double

  /// Makes the sittings.
  public init(
    subject: String, alone: [Interval], withTerm: [Interval], heldAlone: Int, heldWithTerm: Int,
    spread: Double, secondsEach: Double
  ) {
    self.subject = subject
    self.alone = alone
    self.withTerm = withTerm
    self.heldAlone = heldAlone
    self.heldWithTerm = heldWithTerm
    self.spread = spread
    self.secondsEach = secondsEach
  }
}
