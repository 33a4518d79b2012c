// SPDX-License-Identifier: Apache-2.0

/// One run of the harness.
public struct Sitting: Codable, Hashable, Sendable {
  /// The version of tare that ran.
  public var tareVersion: String
  /// When it began: ISO 8601 in UTC, `2026-03-01T12:00:00Z`.
  public var startedAt: String
  /// How long it took, in seconds.
  public var elapsedSeconds: Double
  /// The command line.
  public var command: [String]
  /// The seed of every random order of the sitting.
  public var seed: UInt64
  /// Whether fewer loads were asked for (`--quick`).
  public var quick: Bool
  /// Whether it was interrupted; the cells that were finished are kept.
  public var interrupted: Bool
  /// The machine.
  public var machine: Machine
  /// The noise of the machine.
  public var calibration: Calibration
  /// The rules.
  public var method: Method

  /// Makes a sitting.
  public init(
    tareVersion: String, startedAt: String, elapsedSeconds: Double, command: [String], seed: UInt64,
    quick: Bool, interrupted: Bool, machine: Machine, calibration: Calibration, method: Method
  ) {
    self.tareVersion = tareVersion
    self.startedAt = startedAt
    self.elapsedSeconds = elapsedSeconds
    self.command = command
    self.seed = seed
    self.quick = quick
    self.interrupted = interrupted
    self.machine = machine
    self.calibration = calibration
    self.method = method
  }
}

/// The rules of a sitting, in words: what a reader of next year needs to make the numbers again.
public struct Method: Codable, Hashable, Sendable {
  /// How slices became an interval.
  public var estimator: String
  /// When a stint was left out.
  public var exclusion: String
  /// When a cell had enough loads.
  public var stopping: String

  /// Makes a description of the rules.
  public init(estimator: String, exclusion: String, stopping: String) {
    self.estimator = estimator
    self.exclusion = exclusion
    self.stopping = stopping
  }
}
