// SPDX-License-Identifier: Apache-2.0

/// A stretch of time in which a probe was over its budget for longer than the grace period.
///
/// Times are nanoseconds of CLOCK_MONOTONIC.
public struct Overdraft: Hashable, Sendable {
  /// When the cost began to be over budget.
  public var since: UInt64
  /// When the grace period was over.
  public var due: UInt64
  /// The cost of the stretch.
  public var cost: ProbeCost
}
