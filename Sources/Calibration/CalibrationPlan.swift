// SPDX-License-Identifier: Apache-2.0

/// How a calibration divides its time.
public struct CalibrationPlan: Hashable, Sendable {
  /// A number of equal comparisons, and the seconds that each may take.
  public struct Repeats: Hashable, Sendable {
    /// How many.
    public var count: Int
    /// Seconds for each.
    public var seconds: Double

    /// Makes repeats.
    public init(_ count: Int, seconds: Double) {
      self.count = count
      self.seconds = seconds
    }

    /// Seconds for all.
    public var total: Double { Double(count) * seconds }

    /// Whether no more are begun: all are done, or so much time is gone that the next step's would be taken.
    func isDone(_ done: Int, after elapsed: Double) -> Bool {
      done >= count || (done >= 2 && elapsed > 1.15 * total)
    }
  }

  /// Whether it is the quick one.
  public var isQuick: Bool
  /// Loads in a comparison.
  public var loads: Int
  /// Seconds to look at the machine's noise.
  public var noise: Double
  /// Seconds for the hooks' prices.
  public var hooks: Double
  /// Comparisons of nothing with nothing, over all workloads.
  public var same: Repeats
  /// Seconds for the known weights.
  public var weights: Double
  /// Tries to find 1 % at a hook that toggles fast; each is a repeat of the coverage too.
  public var fast: Repeats
  /// Tries to find 3 % at a hook that toggles slowly.
  public var slow: Repeats
  /// Sittings of one weight.
  public var sittings: Repeats
  /// Competing loads, and the quiet before each.
  public var disturbances: Repeats
  /// Probes to close, and the seconds for each.
  public var closures: Repeats
  /// Seconds in all after which no further step begins.
  public var limit: Double

  /// The full one, within 15 minutes.
  public static let full = CalibrationPlan(
    isQuick: false, loads: 8, noise: 5, hooks: 60, same: Repeats(220, seconds: 0.75), weights: 45,
    fast: Repeats(200, seconds: 1), slow: Repeats(10, seconds: 11),
    sittings: Repeats(10, seconds: 5), disturbances: Repeats(6, seconds: 4),
    closures: Repeats(10, seconds: 16), limit: 840)

  /// The quick one, within a minute.
  public static let quick = CalibrationPlan(
    isQuick: true, loads: 4, noise: 1.5, hooks: 10, same: Repeats(22, seconds: 0.25), weights: 4,
    fast: Repeats(20, seconds: 0.25), slow: Repeats(2, seconds: 1),
    sittings: Repeats(3, seconds: 1), disturbances: Repeats(6, seconds: 0.6),
    closures: Repeats(2, seconds: 2), limit: 46)

  /// Seconds that all steps are to take.
  public var total: Double {
    noise + hooks + same.total + weights + fast.total + slow.total + sittings.total
      + disturbances.total + closures.total
  }
}
