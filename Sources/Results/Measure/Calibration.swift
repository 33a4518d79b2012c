// SPDX-License-Identifier: Apache-2.0

/// The noise of a machine and the stints chosen for it, before anything was weighed.
public struct Calibration: Codable, Hashable, Sendable {
  /// How far `off` differs from `off` with stints of one length.
  public struct Spread: Codable, Hashable, Sendable {
    /// The length of a stint.
    public var stintMilliseconds: Double
    /// The half-width of the interval, in percent of an operation.
    public var halfWidthPercent: Double

    /// Makes one point of the curve.
    public init(stintMilliseconds: Double, halfWidthPercent: Double) {
      self.stintMilliseconds = stintMilliseconds
      self.halfWidthPercent = halfWidthPercent
    }
  }

  /// A time that was taken many times.
  public struct Timing: Codable, Hashable, Sendable {
    /// Half of the times were shorter.
    public var median: Double
    /// 95 of 100 times were shorter.
    public var p95: Double

    /// Makes a timing.
    public init(median: Double, p95: Double) {
      self.median = median
      self.p95 = p95
    }
  }

  /// How long it takes to attach and detach at one kind of hook.
  public struct Toggle: Codable, Hashable, Sendable {
    /// The kind of hook, for example `fexit`.
    public var hook: String
    /// Attaching.
    public var attachMilliseconds: Timing
    /// Detaching.
    public var detachMilliseconds: Timing

    /// Makes a toggle.
    public init(hook: String, attachMilliseconds: Timing, detachMilliseconds: Timing) {
      self.hook = hook
      self.attachMilliseconds = attachMilliseconds
      self.detachMilliseconds = detachMilliseconds
    }
  }

  /// The smallest effect that is found four times in five.
  public struct Effect: Codable, Hashable, Sendable {
    /// In ns per operation.
    public var nanoseconds: Double
    /// In percent of an operation.
    public var percent: Double

    /// Makes an effect.
    public init(nanoseconds: Double, percent: Double) {
      self.nanoseconds = nanoseconds
      self.percent = percent
    }
  }

  /// The length of stint that was chosen.
  public var stintMilliseconds: Double
  /// Slices in a stint.
  public var slicesPerStint: Int
  /// The length of a slice.
  public var sliceMicroseconds: Double
  /// The curve the choice was made from.
  public var spread: [Spread]
  /// One for each kind of hook that attaches here.
  public var toggles: [Toggle]
  /// The smallest effect that this machine can tell from nothing.
  public var smallestDetectableEffect: Effect
  /// Why the machine is too noisy for what was asked; `nil` when it is not.
  public var flagged: String?

  /// Makes a calibration.
  public init(
    stintMilliseconds: Double, slicesPerStint: Int, sliceMicroseconds: Double, spread: [Spread],
    toggles: [Toggle], smallestDetectableEffect: Effect, flagged: String? = nil
  ) {
    self.stintMilliseconds = stintMilliseconds
    self.slicesPerStint = slicesPerStint
    self.sliceMicroseconds = sliceMicroseconds
    self.spread = spread
    self.toggles = toggles
    self.smallestDetectableEffect = smallestDetectableEffect
    self.flagged = flagged
  }
}
