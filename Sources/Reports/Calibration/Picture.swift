// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A small picture in SVG: two axes, and marks at places that are given in the axes' units.
struct Picture {
  private static let width = 640.0
  private static let height = 260.0
  /// Room for the words at the axes.
  private static let (left, right, top, bottom) = (64.0, 12.0, 12.0, 40.0)

  /// The class of a mark, to which the page's style sheet gives a colour.
  enum Tone: String { case plain, good, bad, faint }

  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  private var body = ""
  private let title: String

  /// Begins a picture over what its axes span; the title is for those who do not see it.
  init(_ title: String, x: ClosedRange<Double>, y: ClosedRange<Double>) {
    self.title = title
    self.x = x
    self.y = y
  }

  /// A bar from the bottom.
  mutating func bar(from low: Double, to high: Double, height: Double, _ tone: Tone = .plain) {
    let (left, right) = (place(x: low) + 1, place(x: high) - 1)
    let (top, bottom) = (place(y: height), place(y: y.lowerBound))
    body +=
      "<rect class=\"\(tone.rawValue)\" x=\"\(n(left))\" y=\"\(n(top))\" "
      + "width=\"\(n(max(right - left, 0.5)))\" height=\"\(n(max(bottom - top, 0)))\"/>"
  }

  /// A straight line.
  mutating func line(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double), _ tone: Tone = .plain
  ) {
    body +=
      "<line class=\"\(tone.rawValue)\" x1=\"\(n(place(x: start.x)))\" "
      + "y1=\"\(n(place(y: start.y)))\" x2=\"\(n(place(x: end.x)))\" y2=\"\(n(place(y: end.y)))\"/>"
  }

  /// An interval, upright, with its estimate.
  mutating func interval(at x: Double, low: Double, middle: Double, high: Double, _ tone: Tone) {
    line(from: (x, low), to: (x, high), tone)
    dot(at: (x, middle), tone)
  }

  /// A dot.
  mutating func dot(at point: (x: Double, y: Double), _ tone: Tone = .plain) {
    body +=
      "<circle class=\"\(tone.rawValue)\" cx=\"\(n(place(x: point.x)))\" "
      + "cy=\"\(n(place(y: point.y)))\" r=\"2\"/>"
  }

  /// Words under the horizontal axis.
  mutating func tick(x value: Double, _ words: String) {
    let y = Self.height - Self.bottom
    body +=
      "<text x=\"\(n(place(x: value)))\" y=\"\(n(y + 15))\" text-anchor=\"middle\">"
      + "\(words.html)</text>"
  }

  /// Words beside the vertical axis.
  mutating func tick(y value: Double, _ words: String) {
    body +=
      "<text x=\"\(n(Self.left - 6))\" y=\"\(n(place(y: value) + 4))\" text-anchor=\"end\">"
      + "\(words.html)</text>"
  }

  /// Words that name the horizontal axis.
  mutating func caption(_ words: String) {
    body +=
      "<text x=\"\(n((Self.left + Self.width - Self.right) / 2))\" y=\"\(n(Self.height - 8))\" "
      + "text-anchor=\"middle\">\(words.html)</text>"
  }

  /// The picture as an element of a page.
  var svg: String {
    let (bottom, right) = (Self.height - Self.bottom, Self.width - Self.right)
    return "<svg viewBox=\"0 0 \(n(Self.width)) \(n(Self.height))\" role=\"img\" "
      + "aria-label=\"\(title.html)\">"
      + "<path class=\"axis\" d=\"M\(n(Self.left)) \(n(Self.top))V\(n(bottom))H\(n(right))\"/>"
      + body + "</svg>"
  }

  private func place(x value: Double) -> Double {
    Self.left + share(value, x) * (Self.width - Self.left - Self.right)
  }

  private func place(y value: Double) -> Double {
    Self.height - Self.bottom - share(value, y) * (Self.height - Self.top - Self.bottom)
  }

  /// From 0 to 1; what is off the axis lies at its end.
  private func share(_ value: Double, _ axis: ClosedRange<Double>) -> Double {
    let span = axis.upperBound - axis.lowerBound
    guard span > 0, value.isFinite else { return 0 }
    return min(max((value - axis.lowerBound) / span, 0), 1)
  }

  /// A coordinate to a tenth.
  private func n(_ value: Double) -> String { String((value * 10).rounded() / 10) }
}

extension String {
  /// The text as HTML and SVG have it, in an element or an attribute.
  var html: String {
    reduce(into: "") { text, character in
      switch character {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "\n": text.append(character)
      // Nothing that a terminal or a parser would stumble over.
      default:
        let isText = character.unicodeScalars.allSatisfy {
          $0.properties.generalCategory != .control
        }
        text.append(isText ? character : " ")
      }
    }
  }
}
