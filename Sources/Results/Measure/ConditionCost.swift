// SPDX-License-Identifier: Apache-2.0

import Statistics

/// The cost of a condition, compared with `off` in the same blocks.
public struct ConditionCost: Codable, Hashable, Sendable {
  /// The condition that is compared with `off`.
  public var condition: Condition
  /// The cost to one operation, in ns, from the medians of stints: the cost as experienced.
  public var nanoseconds: Interval
  /// The cost as a fraction of the base: 0.18 is 18 %. The primary scale, from log ratios.
  public var ratio: Interval
  /// The cost to one operation, in ns, from the low end of stints: the cost when all is quiet.
  public var quietNanoseconds: Interval

  /// Makes a cost.
  public init(
    condition: Condition, nanoseconds: Interval, ratio: Interval, quietNanoseconds: Interval
  ) {
    self.condition = condition
    self.nanoseconds = nanoseconds
    self.ratio = ratio
    self.quietNanoseconds = quietNanoseconds
  }
}
