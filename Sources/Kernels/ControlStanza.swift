// SPDX-License-Identifier: Apache-2.0

/// A paragraph of fields, as in a package's index or a `.sources` file (deb822(5)).
struct ControlStanza {
  private var fields: [String: String] = [:]

  subscript(_ name: String) -> String? { fields[name.lowercased()] }

  func words(_ name: String) -> [String] {
    (self[name] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// The paragraphs of a text. An empty line or a field's repetition ends one.
  static func all(in text: String) -> [ControlStanza] {
    var stanzas: [ControlStanza] = []
    var stanza = ControlStanza()
    var last: String?
    func end() {
      if !stanza.fields.isEmpty { stanzas.append(stanza) }
      stanza = ControlStanza()
      last = nil
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("#") { continue }
      guard !line.allSatisfy(\.isWhitespace) else {
        end()
        continue
      }
      if line.first?.isWhitespace == true {
        if let last { stanza.fields[last]?.append("\n" + line.drop(while: \.isWhitespace)) }
      } else if let colon = line.firstIndex(of: ":") {
        let name = line[..<colon].lowercased()
        if stanza.fields[name] != nil { end() }
        stanza.fields[name] = String(
          line[line.index(after: colon)...].drop(while: \.isWhitespace))
        last = name
      }
    }
    end()
    return stanzas
  }
}
