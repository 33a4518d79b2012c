// SPDX-License-Identifier: Apache-2.0

import BPF
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
    /// Instructions that the verifier processed; `nil` where it does not say.
    public var processedInstructions: UInt64?
    /// States that it kept in all; `nil` where it does not say.
    public var states: UInt64?
    /// How long it took, in microseconds; `nil` where it does not say.
    public var verificationMicroseconds: UInt64?

    init(_ name: String, _ figures: VerifierFigures?) {
      self.name = name
      processedInstructions = figures?.processedInstructions
      states = figures?.totalStates
      verificationMicroseconds = figures?.verificationMicroseconds
    }
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
  /// Seconds that the whole trial took.
  public var elapsedSeconds: Double?

  init(probe: String, rung: String, verdict: Verdict) {
    self.probe = probe
    self.rung = rung
    self.verdict = verdict
  }

  /// A trial that was not made, since the kernel has not what it needs.
  public init(unsupported probe: String, _ rung: String, reason: String) {
    self.init(probe: probe, rung: rung, verdict: .unsupported)
    self.reason = reason
  }

  /// A trial that did not come to an end.
  public init(failed probe: String, _ rung: String, reason: String) {
    self.init(probe: probe, rung: rung, verdict: .failed)
    self.reason = reason
  }
}
