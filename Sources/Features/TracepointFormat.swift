// SPDX-License-Identifier: Apache-2.0

/// A tracepoint's `format` file: the members of its record.
struct TracepointFormat: Hashable {
  /// Each member as declared in C, for example `dev_t dev`, without those of all records.
  let fields: [String]

  /// Reads the text of the file.
  init(_ text: String) {
    fields = text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: ";").first?.split(separator: ":", maxSplits: 1)
      guard let words, words.count == 2, words[0].allSatisfy({ $0.isWhitespace || $0.isLetter }),
        words[0].hasSuffix("field")
      else { return nil }
      let field = String(words[1])
      return field.split(separator: " ").last?.hasPrefix("common_") == true ? nil : field
    }
  }
}
