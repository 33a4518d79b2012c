// SPDX-License-Identifier: Apache-2.0

/// Whether text for a terminal carries colours. The caller knows where it goes and decides.
public enum Style: Sendable {
  /// Text and nothing else.
  case plain
  /// With the ANSI codes for bold and colours.
  case ansi

  /// The meaning of a piece of text, which gives it its colour.
  enum Tone: String {
    case strong = "1"
    case good = "32"
    case doubtful = "33"
    case bad = "31"
    case faint = "2"
  }

  /// The text in that tone; its width on the screen stays the same.
  func paint(_ text: String, _ tone: Tone?) -> String {
    guard self == .ansi, let tone else { return text }
    return "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m"
  }
}
