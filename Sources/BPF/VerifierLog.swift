// SPDX-License-Identifier: Apache-2.0

/// The words of the kernel's verifier and libbpf on a refused program.
public struct VerifierLog: Sendable, Hashable {
  /// Everything, lines separated by newlines.
  public let text: String

  /// A log, or `nil` where nothing was said.
  public init?(_ text: String) {
    guard text.contains(where: { !$0.isWhitespace }) else { return nil }
    self.text = text
  }

  /// The last line that says why, leaving out the verifier's closing counts and libbpf's framing.
  public var lastLine: String? {
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
    let telling = lines.filter { line in
      !line.hasPrefix("processed ") && !line.contains("-- BEGIN PROG LOAD LOG --")
        && !line.contains("-- END PROG LOAD LOG --")
        && !line.hasPrefix("libbpf: failed to load object")
    }
    return telling.last ?? lines.last
  }

  /// The last `count` lines.
  public func lastLines(_ count: Int) -> [String] {
    text.split(whereSeparator: \.isNewline).suffix(count).map(String.init)
  }

  /// The verifier's own count of the instructions it processed, from its closing line.
  public var processedInstructions: Int? {
    for line in text.split(whereSeparator: \.isNewline).reversed() {
      let words = line.split(separator: " ")
      if words.count > 2, words[0] == "processed", words[2] == "insns" { return Int(words[1]) }
    }
    return nil
  }
}
