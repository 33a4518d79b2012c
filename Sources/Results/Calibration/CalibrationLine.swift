// SPDX-License-Identifier: Apache-2.0

/// One line of what a scale must reach, and whether this machine's does.
public struct CalibrationLine: Codable, Hashable, Sendable {
  /// Whether the line holds here.
  public enum Verdict: String, Codable, Hashable, Sendable {
    /// It does.
    case holds
    /// It does not.
    case fails
    /// Too little was measured to tell, or it could not be tried; the note says why.
    case unknown
  }

  /// What is asked, for example `off against off, called different`.
  public var name: String
  /// What it must reach, in words: `4–16 of 200`.
  public var target: String
  /// What was found here, in words: `9 of 200`.
  public var found: String
  /// Whether that is enough.
  public var verdict: Verdict
  /// What a reader has to know of it.
  public var note: String?

  /// Makes a line.
  public init(
    name: String, target: String, found: String, verdict: Verdict, note: String? = nil
  ) {
    self.name = name
    self.target = target
    self.found = found
    self.verdict = verdict
    self.note = note
  }
}
