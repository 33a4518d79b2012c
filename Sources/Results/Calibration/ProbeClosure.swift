// SPDX-License-Identifier: Apache-2.0

import Statistics

/// The cost of a probe seen from outside, held against the time that the kernel counts inside.
public struct ProbeClosure: Codable, Hashable, Sendable {
  /// Whether the two agree.
  public enum Verdict: String, Codable, Hashable, Sendable {
    /// They differ by at most 5 % of the inside cost.
    case closed
    /// They differ by more.
    case open
    /// The interval of the difference is wider than that, or a figure is missing.
    case unknown
  }

  /// The probe's name.
  public var probe: String
  /// The rung's name.
  public var rung: String
  /// The workload's name.
  public var workload: String
  /// The cost of the hooks, in ns for each event: `floor − off`.
  public var dispatch: Interval?
  /// The cost of the programs, in ns for each event: `probe − floor`.
  public var program: Interval?
  /// The cost of hooks and programs, in ns for each event: `probe − off`.
  public var total: Interval?
  /// `run_time_ns ÷ run_cnt` of the programs, less that of the empty ones, for each event.
  public var inside: Double?
  /// (program − inside) ÷ inside, load by load, so that influences on both cancel.
  public var residual: Interval?
  /// Whether they agree.
  public var verdict: Verdict
  /// Whether the probe reported each event that was caused, once and rightly; `nil` where none was.
  public var isExact: Bool?
  /// Why a figure is missing.
  public var reason: String?

  /// Makes a closure.
  public init(
    probe: String, rung: String, workload: String, dispatch: Interval? = nil,
    program: Interval? = nil, total: Interval? = nil, inside: Double? = nil,
    residual: Interval? = nil, verdict: Verdict, isExact: Bool? = nil, reason: String? = nil
  ) {
    self.probe = probe
    self.rung = rung
    self.workload = workload
    self.dispatch = dispatch
    self.program = program
    self.total = total
    self.inside = inside
    self.residual = residual
    self.verdict = verdict
    self.isExact = isExact
    self.reason = reason
  }
}
