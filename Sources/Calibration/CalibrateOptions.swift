// SPDX-License-Identifier: Apache-2.0

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
