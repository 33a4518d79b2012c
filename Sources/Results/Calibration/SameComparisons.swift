// SPDX-License-Identifier: Apache-2.0

import Statistics

/// Comparisons of nothing with nothing on one workload: how often they were called different.
public struct SameComparisons: Codable, Hashable, Sendable {
  /// The condition that was compared with `off`.
  public enum Control: String, Codable, Hashable, Sendable, CaseIterable {
    /// `off`, a second time.
    case off
    /// A program that is attached and never runs: the sham toggle.
    case never
  }

  /// The workload's name.
  public var workload: String
  /// The condition that was compared with `off`.
  public var control: Control
  /// One p value of Student's test a comparison.
  public var pValues: [Double]
  /// The relative change that all show together, 0.001 for 0.1 %; `nil` with fewer than two.
  public var ratio: Interval?
  /// The change that all comparisons together show, in ns for each operation.
  public var nanoseconds: Interval?
  /// The median half-width of one comparison's interval: a smaller effect goes unseen.
  public var noiseFloor: NoiseFloor
  /// Seconds that one comparison took.
  public var secondsEach: Double
  /// Why there are no comparisons.
  public var reason: String?

  /// Makes the comparisons of one workload.
  public init(
    workload: String, control: Control, pValues: [Double], ratio: Interval?,
    nanoseconds: Interval?, noiseFloor: NoiseFloor, secondsEach: Double, reason: String? = nil
  ) {
    self.workload = workload
    self.control = control
    self.pValues = pValues
    self.ratio = ratio
    self.nanoseconds = nanoseconds
    self.noiseFloor = noiseFloor
    self.secondsEach = secondsEach
    self.reason = reason
  }

  /// Comparisons that were called different at 95 %.
  public var calledDifferent: Int { pValues.count { $0 < 0.05 } }
}

/// How often the stopping rule called runs different that were drawn from loads without difference.
public struct DrawnRuns: Codable, Hashable, Sendable {
  /// The workload's name.
  public var workload: String
  /// Loads that they were drawn from.
  public var loads: Int
  /// Runs that were drawn.
  public var runs: Int
  /// Runs that were called different.
  public var calledDifferent: Int

  /// Makes the runs.
  public init(workload: String, loads: Int, runs: Int, calledDifferent: Int) {
    self.workload = workload
    self.loads = loads
    self.runs = runs
    self.calledDifferent = calledDifferent
  }
}
