// SPDX-License-Identifier: Apache-2.0

/// How a machine's scale is to be calibrated.
public struct CalibrateOptions: Sendable {
  /// How the time is divided.
  public var plan: CalibrationPlan
  /// Where every random choice comes from.
  public var seed: UInt64 = 0
  /// Where workloads and readers put their files; nothing of them stays.
  public var directory = "/var/tmp"
  /// The command line, for the document.
  public var command: [String] = []

  /// The defaults, under a plan.
  public init(plan: CalibrationPlan) { self.plan = plan }
}

/// What a calibration is doing, for a person who waits for it.
public struct CalibrateProgress: Sendable {
  /// The step, in words.
  public var step: String
  /// How much of the whole run's time is gone, from 0 to 1.
  public var fraction: Double

  /// Makes a progress.
  public init(step: String, fraction: Double) {
    self.step = step
    self.fraction = fraction
  }
}
