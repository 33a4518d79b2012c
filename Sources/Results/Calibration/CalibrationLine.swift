// SPDX-License-Identifier: Apache-2.0

/// A requirement on a scale, and whether this machine's meets it.
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

  /// The requirement, for example `off against off, called different`.
  public var name: String
  /// The figure to reach, in words: `4–16 of 200`.
  public var target: String
  /// The figure found here, in words: `9 of 200`.
  public var found: String
  /// Whether the figure found is enough.
  public var verdict: Verdict
  /// A remark for the reader.
  public var note: String?

  /// Makes a line.
  public init(name: String, target: String, found: String, verdict: Verdict, note: String? = nil) {
    self.name = name
    self.target = target
    self.found = found
    self.verdict = verdict
    self.note = note
  }
}
