// SPDX-License-Identifier: Apache-2.0

import Subjects

/// The division of a calibration's time.
public struct CalibrationPlan: Hashable, Sendable {
  /// A number of equal comparisons, and the seconds that each may take.
  public struct Repeats: Hashable, Sendable {
    /// The number of comparisons.
    public var count: Int
    /// Seconds for each comparison.
    public var seconds: Double

    /// Makes repeats.
    public init(_ count: Int, seconds: Double) {
      self.count = count
      self.seconds = seconds
    }

    /// Makes repeats that share some seconds.
    init(_ count: Int, sharing seconds: Double) {
      self.init(count, seconds: seconds / Double(count))
    }

    /// Seconds for all comparisons.
    public var total: Double { Double(count) * seconds }

    /// Whether to begin no more: all are done, or the next step's time would be used.
    func isDone(_ done: Int, after elapsed: Double) -> Bool {
      done >= count || (done >= 2 && elapsed > 1.15 * total)
    }
  }

  /// Whether this is the quick plan.
  public var isQuick: Bool
  /// Loads in a comparison.
  public var loads: Int
  /// Seconds to measure the machine's noise.
  public var noise: Double
  /// Seconds for the hooks' prices.
  public var hooks: Double
  /// Comparisons of nothing with nothing, over all workloads.
  public var same: Repeats
  /// Seconds for the known weights.
  public var weights: Double
  /// Tries to find 1 % at a hook that toggles fast, each a repeat of the coverage too.
  public var fast: Repeats
  /// Tries to find 3 % at a hook that toggles slowly.
  public var slow: Repeats
  /// Sittings of one weight.
  public var sittings: Repeats
  /// Comparisons beside a busy thread, and in quiet before each.
  public var disturbances: Repeats
  /// Probes to close, and the seconds for each.
  public var closures: Repeats
  /// Seconds after which no further step begins.
  public var limit: Double

  /// The full plan, within 15 minutes.
  public static let full = CalibrationPlan(
    isQuick: false, loads: 8, noise: 5, hooks: 60, same: Repeats(220, seconds: 0.75), weights: 45,
    fast: Repeats(200, seconds: 1), slow: Repeats(10, seconds: 11),
    sittings: Repeats(10, seconds: 5), disturbances: Repeats(6, seconds: 4),
    closures: Repeats(Catalogue.probes.count, sharing: 160), limit: 840)

  /// The quick plan, within a minute.
  public static let quick = CalibrationPlan(
    isQuick: true, loads: 4, noise: 1.5, hooks: 10, same: Repeats(22, seconds: 0.25), weights: 4,
    fast: Repeats(20, seconds: 0.25), slow: Repeats(2, seconds: 1),
    sittings: Repeats(3, seconds: 1), disturbances: Repeats(6, seconds: 0.6),
    closures: Repeats(2, seconds: 2), limit: 46)

  /// Seconds for all steps.
  public var total: Double {
    noise + hooks + same.total + weights + fast.total + slow.total + sittings.total
      + disturbances.total + closures.total
  }
}

/// The options of a calibration.
public struct CalibrateOptions: Sendable {
  /// The division of the time.
  public var plan: CalibrationPlan
  /// The seed of every random choice.
  public var seed: UInt64 = 0
  /// The folder for the files of workloads and readers, which do not stay.
  public var directory = "/var/tmp"
  /// The command line, for the document.
  public var command: [String] = []

  /// Makes the default options under a plan.
  public init(plan: CalibrationPlan) { self.plan = plan }
}

/// The progress of a calibration.
public struct CalibrateProgress: Sendable {
  /// The step, in words.
  public var step: String
  /// The part of the run's time that is over, from 0 to 1.
  public var fraction: Double

  /// Makes a progress.
  public init(step: String, fraction: Double) {
    self.step = step
    self.fraction = fraction
  }
}
