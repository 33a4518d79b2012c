// SPDX-License-Identifier: Apache-2.0

/// The name of a function as its source has it, of C++, Rust or Swift.
struct DemangledName: Hashable {
  /// For example `ns::List<int>::add(int, char const*) const`.
  let text: String

  /// The readable name of a symbol; `nil` where it is no such symbol, or nobody can read it.
  init?(symbol: String) {
    guard
      symbol.hasPrefix("_Z") || symbol.hasPrefix("_R") || symbol.hasPrefix("$s")
        || symbol.hasPrefix("$S")
    else {
      return nil
    }
    let name = Demangler.readable(symbol)
    guard name != symbol else { return nil }
    self.init(text: name)
  }

  /// A name that is readable already.
  init(text: String) { self.text = text }

  /// Whether a spelling means this function: the whole name, or without its arguments, which fits
  /// all overloads, without the arguments of its template and without what it returns.
  func isSpelled(_ spelling: String) -> Bool {
    let wanted = Self.compact(spelling)
    return spellings.contains { Self.compact($0) == wanted }
  }

  /// The ways to write the name.
  var spellings: [String] {
    let whole = Self.withoutClones(text)
    let bare = Self.withoutArguments(whole)
    let alone = Self.withoutResult(bare)
    return [text, whole, bare, alone, Self.withoutTemplate(alone)]
  }

  private static func compact(_ name: String) -> String { name.filter { !$0.isWhitespace } }

  /// A name without what says that the compiler made the function from another one:
  /// ` [clone .isra.0]`.
  private static func withoutClones(_ name: String) -> String {
    name.firstRange(of: " [clone ").map { String(name[..<$0.lowerBound]) } ?? name
  }

  /// A name without its last list in parentheses and what follows.
  private static func withoutArguments(_ name: String) -> String {
    guard let end = name.lastIndex(of: ")") else { return name }
    var depth = 0
    for place in name[...end].indices.reversed() {
      if name[place] == ")" { depth += 1 }
      if name[place] == "(" { depth -= 1 }
      if depth == 0 {
        let bare = name[..<place]
        // "(anonymous namespace)::f" has no arguments, and "operator()" is a name.
        let isWhole =
          bare.isEmpty || bare.hasSuffix("::") || name[end...].dropFirst().hasPrefix("::")
        return isWhole ? name : String(bare)
      }
    }
    return name
  }

  /// A name without the type in front, which those of templates have.
  private static func withoutResult(_ name: String) -> String {
    var depth = 0
    for place in name.indices.reversed() {
      switch name[place] {
      case ">", ")": depth += 1
      case "<", "(": depth -= 1
      case " " where depth == 0:
        return name[..<place].hasSuffix("operator")
          ? name : String(name[name.index(after: place)...])
      default: break
      }
    }
    return name
  }

  /// A name without the arguments of its own template.
  private static func withoutTemplate(_ name: String) -> String {
    guard name.hasSuffix(">"), !name.contains("operator") else { return name }
    var depth = 0
    for place in name.indices.reversed() {
      if name[place] == ">" { depth += 1 }
      if name[place] == "<" { depth -= 1 }
      if depth == 0 { return String(name[..<place]) }
    }
    return name
  }
}
