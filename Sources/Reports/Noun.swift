// SPDX-License-Identifier: Apache-2.0

/// The name of one operation, as a sentence needs it.
struct Noun {
  /// `open`
  let singular: String

  /// `an open`, `a system call`
  var withArticle: String {
    let lower = singular.lowercased()
    let soundsLikeYou = ["use", "uni", "uprobe", "uretprobe"].contains { lower.hasPrefix($0) }
    let startsWithVowel = lower.first.map { "aeiou".contains($0) } ?? false
    return (startsWithVowel && !soundsLikeYou ? "an " : "a ") + singular
  }

  /// `opens`, `flushes`, `entries`
  var plural: String {
    if ["s", "x", "ch", "sh"].contains(where: singular.hasSuffix) { return singular + "es" }
    let beforeLast = singular.dropLast().last.map { "aeiou".contains($0) } ?? true
    if singular.hasSuffix("y") && !beforeLast { return singular.dropLast() + "ies" }
    return singular + "s"
  }
}
