// SPDX-License-Identifier: Apache-2.0

import Statistics

/// A known weight, weighed while another load was run on purpose.
public struct Disturbance: Codable, Hashable, Sendable {
  /// Whether the disturbance was noticed.
  public enum Verdict: String, Codable, Hashable, Sendable {
    /// The interval holds the cost in quiet.
    case held
    /// It was noticed: the figure is `invalid`, and the reason says why.
    case invalid
    /// It was not noticed, and the interval does not hold it.
    case wrong
  }

  /// Where the load ran, in words: `the workload's CPU`.
  public var load: String
  /// The weight, as a share of the operation that it is on: 1 is as much again.
  public var disturbed: Interval
  /// The weight in quiet, just before, as a share of the operation.
  public var quiet: Interval
  /// Whether the disturbance was noticed.
  public var verdict: Verdict
  /// Why it is invalid.
  public var reason: String?

  /// Makes a disturbance.
  public init(
    load: String, disturbed: Interval, quiet: Interval, verdict: Verdict, reason: String? = nil
  ) {
    self.load = load
    self.disturbed = disturbed
    self.quiet = quiet
    self.verdict = verdict
    self.reason = reason
  }
}
