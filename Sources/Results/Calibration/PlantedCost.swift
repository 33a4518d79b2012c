// SPDX-License-Identifier: Apache-2.0

import Statistics

/// A small known cost that was planted again and again, with the interval of each try.
public struct PlantedCost: Codable, Hashable, Sendable {
  /// Where the programs were attached.
  public var hook: String
  /// Multiplies of the program that it is planted on.
  public var baseMultiplies: Int
  /// Multiplies more.
  public var extraMultiplies: Int
  /// The cost that was to be planted, as a share of the operation: 0.01 is 1 %.
  public var wanted: Double
  /// The cost over all tries: the median of their estimates.
  public var longRun: Double
  /// One interval a try, as a share of the operation.
  public var tries: [Interval]
  /// Seconds that one try took.
  public var secondsEach: Double

  /// Makes a planted cost.
  public init(
    hook: String, baseMultiplies: Int, extraMultiplies: Int, wanted: Double, longRun: Double,
    tries: [Interval], secondsEach: Double
  ) {
    self.hook = hook
    self.baseMultiplies = baseMultiplies
    self.extraMultiplies = extraMultiplies
    self.wanted = wanted
    self.longRun = longRun
    self.tries = tries
    self.secondsEach = secondsEach
  }

  /// Tries whose interval lies above 0.
  public var found: Int { tries.count { $0.low > 0 } }
}

/// Intervals of one quantity, and how many of them hold it.
public struct IntervalCoverage: Codable, Hashable, Sendable {
  /// The workload's operation and the weight on it, in words.
  public var subject: String
  /// The value to hold: the median of all estimates, as a share of the operation.
  public var longRun: Double
  /// One a repeat.
  public var intervals: [Interval]

  /// Makes a coverage.
  public init(subject: String, longRun: Double, intervals: [Interval]) {
    self.subject = subject
    self.longRun = longRun
    self.intervals = intervals
  }

  /// Intervals that hold it.
  public var held: Int { intervals.count { $0.low <= longRun && longRun <= $0.high } }
}
