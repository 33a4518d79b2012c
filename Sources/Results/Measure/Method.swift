// SPDX-License-Identifier: Apache-2.0

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
