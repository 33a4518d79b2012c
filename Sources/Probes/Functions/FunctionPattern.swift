// SPDX-License-Identifier: Apache-2.0

/// What the names of functions must fit.
struct FunctionPattern {
  /// The pattern as it was written.
  let text: String
  private let expression: Regex<AnyRegexOutput>

  /// A regular expression that may fit anywhere in a name, or a name with `*` for any characters.
  ///
  /// - Throws: `TracedFunctionsError.noExpression`.
  init(_ text: String, isRegularExpression: Bool) throws(TracedFunctionsError) {
    self.text = text
    do {
      expression = try Regex(isRegularExpression ? text : Self.expression(ofWildcards: text))
    } catch { throw .noExpression(text) }
  }

  private static func expression(ofWildcards text: String) -> String {
    let parts = text.split(separator: "*", omittingEmptySubsequences: false)
    return "^" + parts.map { "\\Q\($0)\\E" }.joined(separator: ".*") + "$"
  }

  /// Whether a name fits.
  func fits(_ name: String) -> Bool {
    name.firstMatch(of: expression) != nil
  }
}
