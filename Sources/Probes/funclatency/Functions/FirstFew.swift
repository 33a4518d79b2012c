// SPDX-License-Identifier: Apache-2.0

/// The few of many that a message names.
struct FirstFew<Element> {
  /// The elements that are named.
  let named: ArraySlice<Element>
  /// How many elements are not named.
  let unnamed: Int

  init(of all: [Element], most: Int = 3) {
    named = all.prefix(most)
    unnamed = all.count - named.count
  }
}

extension FirstFew<String> {
  /// The named elements in a row, and how many more there are.
  func text(separator: String) -> String {
    named.joined(separator: separator) + (unnamed > 0 ? " and \(unnamed) more" : "")
  }
}
