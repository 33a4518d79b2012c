// SPDX-License-Identifier: Apache-2.0

/// Text laid out in lines of at most 80 columns.
struct Paragraph {
  /// The widest a line may be.
  static let width = 80

  /// The text, on one line.
  let text: String
  /// The start of the first line.
  var lead = ""
  /// How far the other lines are indented.
  var indent = 0

  /// The lines; a word that is longer than a line is broken.
  var lines: [String] {
    var lines: [String] = []
    var line = lead
    var hasWord = false
    for word in words {
      for piece in pieces(of: word) {
        if hasWord && line.count + 1 + piece.count > Self.width {
          lines.append(line)
          line = "".padded(to: indent)
          hasWord = false
        }
        line += (hasWord ? " " : "") + piece
        hasWord = true
      }
    }
    return lines + [line]
  }

  /// The words; a number stays with its half-width and its unit.
  private var words: [Substring] {
    var words: [Substring] = []
    for word in text.cleaned.split(separator: " ") {
      let bare = word.prefix { $0.isLetter || "±%".contains($0) }
      let isTied = ["±", "ns", "µs", "ms", "s", "%"].contains(bare)
      let ties = words.last.map { $0.hasSuffix("±") || $0.hasSuffix("<") } ?? false
      if let last = words.last, isTied || ties {
        words[words.count - 1] = "\(last) \(word)"
      } else {
        words.append(word)
      }
    }
    return words
  }

  private func pieces(of word: Substring) -> [Substring] {
    let most = Self.width - max(indent, lead.count)
    var pieces: [Substring] = []
    var rest = word
    while rest.count > most {
      pieces.append(rest.prefix(most))
      rest = rest.dropFirst(most)
    }
    return pieces + [rest]
  }
}

extension String {
  /// The text on one line, without what moves a terminal's cursor or turns the text around.
  var cleaned: String {
    let visible = unicodeScalars.map { scalar -> Character in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: return " "
      default: return Character(scalar)
      }
    }
    return String(visible).split(separator: " ").joined(separator: " ")
  }

  /// The text without blanks at its end.
  var trimmedEnd: String { String(dropLast(reversed().prefix { $0 == " " }.count)) }

  /// The text, cut with `…` when it is longer than `width` columns.
  func cut(to width: Int) -> String { count <= width ? self : prefix(width - 1) + "…" }

  /// The text with blanks after it up to `width` columns.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text with blanks before it up to `width` columns.
  func aligned(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}

/// Reports on several machines or kernels, one after the other with a rule between them.
func ruled(_ reports: [[String]]) -> String {
  let rule = String(repeating: "=", count: Paragraph.width)
  return reports.map { $0.map { "\($0)\n" }.joined() }.joined(separator: "\n\(rule)\n\n")
}

/// `a, b and c`
func enumeration(_ items: [String]) -> String {
  guard let last = items.last, items.count > 1 else { return items.first ?? "" }
  return items.dropLast().joined(separator: ", ") + " and " + last
}
