// SPDX-License-Identifier: Apache-2.0

/// An element of XML with its attributes, and either text or other elements in it.
struct JUnitElement {
  private let name: String
  private let attributes: [(name: String, value: String)]
  private let children: [JUnitElement]
  private let text: String

  init(
    _ name: String, _ attributes: [(String, String)], text: String = "",
    children: [JUnitElement] = []
  ) {
    self.name = name
    self.attributes = attributes
    self.text = text
    self.children = children
  }

  /// As lines, each element on its own.
  func lines(indent: Int = 0) -> [String] {
    let blanks = "".padded(to: indent)
    let values = attributes.map { " \($0.name)=\"\($0.value.escapedForXML())\"" }
    let start = "\(blanks)<\(name)\(values.joined())"
    if !children.isEmpty {
      return ["\(start)>"] + children.flatMap { $0.lines(indent: indent + 2) }
        + ["\(blanks)</\(name)>"]
    }
    if text.isEmpty { return ["\(start)/>"] }
    return ["\(start)>\(text.escapedForXML(keepingLines: true))</\(name)>"]
  }

  /// `1.500`
  static func seconds(_ seconds: Double) -> String {
    NumberFormat.fixed(max(0, seconds), decimals: 3).replacing(",", with: "")
  }
}

extension String {
  /// The text as XML 1.0 can hold it, in an element or, without `keepingLines`, in an attribute.
  ///
  /// What XML has no way to write, such as an escape, is shown as its number: `\x1B`.
  func escapedForXML(keepingLines: Bool = false) -> String {
    var escaped = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n" where keepingLines: escaped += "\n"
      case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
      case _ where scalar.isXMLCharacter: escaped.unicodeScalars.append(scalar)
      default: escaped += "\\x\(String(scalar.value, radix: 16, uppercase: true))"
      }
    }
    return escaped
  }
}

extension Unicode.Scalar {
  /// Whether XML 1.0 may hold it (section 2.2), other than those that it discourages.
  fileprivate var isXMLCharacter: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: false
    default: true
    }
  }
}
