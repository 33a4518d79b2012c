// SPDX-License-Identifier: Apache-2.0

extension String {
  /// The text on one line, with what Markdown would take for its own marked as not.
  var escapedForMarkdown: String {
    var escaped = ""
    let cleaned = Array(cleaned)
    for (place, character) in cleaned.enumerated() {
      let next = place + 1 < cleaned.count ? cleaned[place + 1] : " "
      let before = place > 0 ? cleaned[place - 1] : " "
      let isMark =
        switch character {
        case "\\", "`", "*", "[", "|", "~", "&": true
        case "<": next != " "
        case "_": !(Self.isWord(before) && Self.isWord(next))
        default: false
        }
      if isMark { escaped.append("\\") }
      escaped.append(character)
    }
    return escaped
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }
}
