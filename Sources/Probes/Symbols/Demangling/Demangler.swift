// SPDX-License-Identifier: Apache-2.0

private import CSymbols

/// Turns the symbols of C++, Rust and Swift into readable names.
enum Demangler {
  private static let longest = 1024

  /// The readable form of a symbol; the symbol itself where it has none.
  static func readable(_ symbol: String) -> String {
    if let name = RustName.readable(symbol) { return String(name.prefix(longest)) }
    var bytes = [CChar](repeating: 0, count: longest)
    guard unsafe csymbols_demangle(symbol, &bytes, bytes.count) == 1 else {
      return String(symbol.prefix(longest))
    }
    let name = String(
      decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return symbol.hasPrefix("_ZN") ? oldRustName(name) ?? name : name
  }

  /// What Rust's compiler made until it had names of its own: C++ names that end with `h` and a
  /// hash of sixteen digits.
  ///
  /// - Parameter name: What it says read as C++.
  /// - Returns: `nil` where it is C++.
  static func oldRustName(_ name: String) -> String? {
    let parts = name.split(separator: "::", omittingEmptySubsequences: false)
    guard parts.count > 1, let hash = parts.last, hash.utf8.count == 17, hash.first == "h",
      hash.dropFirst().utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
    else { return nil }
    return parts.dropLast().map(unescaped).joined(separator: "::")
  }

  private static let escapes: [Substring: String] = [
    "SP": "@", "BP": "*", "RF": "&", "LT": "<", "GT": ">", "LP": "(", "RP": ")", "C": ",",
  ]

  /// A part with `$LT$` for `<` and the like, and two dots for two colons.
  private static func unescaped(_ part: Substring) -> String {
    var result = ""
    var rest = part.hasPrefix("_$") ? part.dropFirst() : part
    while let first = rest.first {
      if rest.hasPrefix("..") {
        result += "::"
        rest = rest.dropFirst(2)
      } else if first == "$", let end = rest.dropFirst().firstIndex(of: "$"),
        let character = character(of: rest[rest.index(after: rest.startIndex)..<end])
      {
        result += character
        rest = rest[rest.index(after: end)...]
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private static func character(of escape: Substring) -> String? {
    if let known = escapes[escape] { return known }
    guard escape.first == "u", let number = UInt32(escape.dropFirst(), radix: 16),
      let scalar = Unicode.Scalar(number)
    else { return nil }
    return String(Character(scalar))
  }
}
