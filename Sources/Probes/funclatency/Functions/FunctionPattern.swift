// SPDX-License-Identifier: Apache-2.0

/// A pattern for the names of functions.
struct FunctionPattern {
  /// The pattern as it was written.
  let text: String
  private let expression: Regex<AnyRegexOutput>

  /// A regular expression that may fit anywhere in a name, or a name with `*` for any characters.
  ///
  /// - Throws: `TracedFunctionsError.noExpression`.
  init(_ text: String, isRegularExpression: Bool) throws(TracedFunctionsError) {
    self.text = text
    word = isRegularExpression ? nil : Self.longestWord(of: text)
    do {
      expression = try Regex(isRegularExpression ? text : Self.expression(ofWildcards: text))
    } catch { throw .noExpression(text) }
  }

  private static func expression(ofWildcards text: String) -> String {
    // Several in a row fit what one does, but take many times as long.
    let parts = Self.withoutDoubles(text).split(separator: "*", omittingEmptySubsequences: false)
    return "^" + parts.map { "\\Q\($0)\\E" }.joined(separator: ".*") + "$"
  }

  private static func withoutDoubles(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if character != "*" || result.last != "*" { result.append(character) }
    }
  }

  private static func longestWord(of text: String) -> String? {
    let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    return words.max { $0.count < $1.count }.map(String.init)
  }

  /// The longest word that each name that fits holds as it is; `nil` of a regular expression, and
  /// where there is none.
  let word: String?
  /// Whether it holds what no symbol of C++ or Rust does, but their readable names do.
  var isReadable: Bool { text.contains("::") || text.contains(" ") }

  /// Whether a name fits.
  func fits(_ name: String) -> Bool {
    name.firstMatch(of: expression) != nil
  }
}
