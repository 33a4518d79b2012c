// SPDX-License-Identifier: Apache-2.0

/// A paragraph of fields, as in a package's index or a `.sources` file (deb822(5)).
struct ControlStanza {
  private var fields: [String: String] = [:]
  private var last: String?

  subscript(_ name: String) -> String? { fields[name.lowercased()] }

  func words(_ name: String) -> [String] {
    (self[name] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// The paragraphs of a text. An empty line or a field's repetition ends one.
  static func all(in text: String) -> [ControlStanza] {
    var stanzas: [ControlStanza] = [], stanza = ControlStanza()
    func end() {
      if !stanza.fields.isEmpty { stanzas.append(stanza) }
      stanza = ControlStanza()
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false)
    where !line.hasPrefix("#") {
      let isRepeated = fieldName(line).map { stanza.fields[$0] != nil } ?? false
      if isRepeated || line.allSatisfy(\.isWhitespace) { end() }
      stanza.add(line)
    }
    end()
    return stanzas
  }

  private static func fieldName(_ line: Substring) -> String? {
    guard line.first?.isWhitespace == false, line.contains(":") else { return nil }
    return line.prefix { $0 != ":" }.lowercased()
  }

  /// Adds a field, or a further line of the last one.
  private mutating func add(_ line: Substring) {
    if let name = Self.fieldName(line) {
      fields[name] = String(line.drop { $0 != ":" }.dropFirst().drop(while: \.isWhitespace))
      last = name
    } else if let last, line.first?.isWhitespace == true {
      fields[last]?.append("\n" + line.drop(while: \.isWhitespace))
    }
  }
}
