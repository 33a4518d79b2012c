// SPDX-License-Identifier: Apache-2.0

import Results

/// What a rung of a probe did on a kernel: whether it loads, attaches and sees every event.
public struct TrialOutcome: Codable, Hashable, Sendable {
  /// The five verdicts, the best first.
  public enum Verdict: String, Codable, Hashable, Sendable {
    case exact, lossy, wrong, unsupported, failed
  }

  /// A loaded program and what the verifier said of it.
  public struct Program: Codable, Hashable, Sendable {
    /// The program's name in its object.
    public var name: String
    /// Instructions that the verifier processed; `nil` before Linux 5.16.
    public var processedInstructions: UInt64?
  }

  /// One thing that was looked at beside the number of events.
  public struct Check: Codable, Hashable, Sendable {
    /// What it is about, for example `latency`.
    public var name: String
    /// Whether it is as it should be.
    public var passed: Bool
    /// What was seen.
    public var detail: String
  }

  /// The probe's name.
  public var probe: String
  /// The rung's name.
  public var rung: String
  /// The verdict.
  public var verdict: Verdict
  /// The kernel's own reason, or what was wrong.
  public var reason: String?
  /// Events caused and reported.
  public var fidelity: Fidelity?
  /// What was looked at beside their number.
  public var checks: [Check] = []
  /// The rung's programs.
  public var programs: [Program] = []
  /// Milliseconds from opening the object to having it in the kernel.
  public var loadMilliseconds: Double?
}
