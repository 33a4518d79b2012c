// SPDX-License-Identifier: Apache-2.0

/// A probe's cost between two times of CLOCK_MONOTONIC.
public struct CostReading: Hashable, Sendable {
  /// When the stretch began, in nanoseconds.
  public var begin: UInt64
  /// When the stretch ended, in nanoseconds.
  public var end: UInt64
  /// The cost of the stretch.
  public var cost: ProbeCost

  /// Extrapolates the reading to the time before it, at the same cost a nanosecond.
  ///
  /// - Parameter start: The earlier time, in nanoseconds of CLOCK_MONOTONIC.
  /// - Returns: The cost from `start` to `end`; no cost where the reading has no length.
  func standing(since start: UInt64) -> ProbeCost {
    guard cost.length > 0 else { return ProbeCost() }
    return cost.scaled(by: Double(end - min(start, begin)) / cost.length)
  }
}
