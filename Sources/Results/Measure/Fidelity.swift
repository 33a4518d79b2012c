// SPDX-License-Identifier: Apache-2.0

/// The events a probe reported against those the workload caused, counted over one run.
public struct Fidelity: Codable, Hashable, Sendable {
  /// The judgement on the counts.
  public enum Verdict: String, Codable, Hashable, Sendable {
    /// Each event once, with the right fields.
    case exact
    /// Some events were lost, and none was wrong.
    case lossy
    /// Some reports were wrong: a false field, an event that never was, or one reported twice.
    case wrong
  }

  /// Exact counts of events.
  public struct Counts: Codable, Hashable, Sendable {
    /// Events the workload caused.
    public var caused: UInt64
    /// Events the probe reported rightly.
    public var reported: UInt64
    /// Events that were caused and not reported.
    public var lost: UInt64
    /// Reports that are wrong.
    public var wrong: UInt64

    /// Makes counts.
    public init(caused: UInt64, reported: UInt64, lost: UInt64, wrong: UInt64) {
      self.caused = caused
      self.reported = reported
      self.lost = lost
      self.wrong = wrong
    }
  }

  /// Events the workload caused.
  public var caused: UInt64
  /// Events the probe reported rightly.
  public var reported: UInt64
  /// Events that were caused and not reported.
  public var lost: UInt64
  /// Reports that are wrong.
  public var wrong: UInt64
  /// The counts by kind of event, where a workload causes several (`read`, `write`).
  public var byKind: [String: Counts]
  /// The judgement.
  public var verdict: Verdict
  /// A remark for the reader, for example the first wrong report.
  public var note: String?
  /// Processes during which this kernel runs no program, looked for where events were lost.
  public var blindSpots: [BlindSpot]?

  /// Makes a fidelity from counts.
  public init(
    _ counts: Counts, byKind: [String: Counts] = [:], verdict: Verdict, note: String? = nil
  ) {
    caused = counts.caused
    reported = counts.reported
    lost = counts.lost
    wrong = counts.wrong
    self.byKind = byKind
    self.verdict = verdict
    self.note = note
    blindSpots = nil
  }
}
