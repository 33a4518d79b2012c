// SPDX-License-Identifier: Apache-2.0

extension String {
  /// The text as XML 1.0 can hold it, in an element or between the quotes of an attribute.
  ///
  /// A character that XML has no way to write, such as an escape, is shown as its number: `\x1B`.
  ///
  /// - Parameter keepingLines: Whether line feeds stay; in an attribute they would become blanks.
  /// - Returns: Text that any XML parser reads back, but for those characters.
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
