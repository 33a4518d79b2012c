// SPDX-License-Identifier: Apache-2.0

extension String {
  /// The text in exactly so many columns; `more` stays where the text is cut.
  package func fitted(to width: Int, more: String = "") -> String {
    let whole = self + more
    if whole.count <= width { return whole + String(repeating: " ", count: width - whole.count) }
    return prefix(max(0, width - more.count - 1)) + "…" + more
  }

  /// The text in at most so many columns, what is too much left out in its middle.
  package func squeezed(to width: Int) -> String {
    guard count > width, width > 1 else { return self }
    let end = (width - 1) / 2
    return prefix(width - 1 - end) + "…" + suffix(end)
  }

  /// The text at the right end of so many columns; never cut, since it is a number.
  package func right(in width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
