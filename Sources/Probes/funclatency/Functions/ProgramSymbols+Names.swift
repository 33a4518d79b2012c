// SPDX-License-Identifier: Apache-2.0

extension ProgramFunction {
  /// The name as its source has it; the symbol's own where nobody can read that.
  var readableName: String { DemangledName(symbol: name)?.text ?? name }

  /// Whether it is what GCC or LLVM moved out of a function, since it seldom runs.
  var isMovedPart: Bool { name.hasSuffix(".cold") || name.contains(".cold.") }
}

extension ProgramSymbols {
  private static let mostSimilar = 3

  /// The functions to trace by what a user writes: the symbol's name, or the readable one.
  func spelled(_ name: String, version: String? = nil) -> [ProgramFunction] {
    let named = named(name, version: version)
    guard named.isEmpty, version == nil else { return named }
    let word = Self.word(of: name)
    let candidates = functions.filter { function in
      function.name.hasPrefix("$") || word.map { function.name.contains($0) } ?? true
    }
    let found = candidates.filter { DemangledName(symbol: $0.name)?.isSpelled(name) ?? false }
    // Overloads are functions of their own, those that only this file calls as well.
    let each = Dictionary(grouping: found, by: \.name).values.flatMap { Self.preferred($0) }
    return Self.oneForEachAddress(each)
  }

  /// The function's own word in a readable name, which its symbol holds as it is but in Swift's,
  /// where parts of words may stand for it; `nil` where it is none, as of an operator. Reading
  /// every symbol of a large program takes long.
  static func word(of name: String) -> Substring? {
    let path = name.prefix { $0 != "(" && $0 != "<" }
    let word = path.split(whereSeparator: { ": ~".contains($0) }).last ?? ""
    let isPlain = !word.isEmpty && word.utf8.allSatisfy { $0 == 0x5f || isLetterOrDigit($0) }
    return isPlain && !path.contains("operator") ? word : nil
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: false
    }
  }

  /// One function for each address, sorted by name: of a name with versions the default one, of
  /// several names the plainest. Of two names of one function each call would count for one or the
  /// other.
  static func oneEach(_ functions: [ProgramFunction]) -> [ProgramFunction] {
    let byName = Dictionary(grouping: functions, by: \.name).values.flatMap { preferred($0) }
    var best: [UInt64: ProgramFunction] = [:]
    for function in byName {
      let other = best[function.address]
      best[function.address] =
        other.map { TracedFunctions.isPlainer($0.name, than: function.name) ? $0 : function }
        ?? function
    }
    return best.values.sorted { ($0.name, $0.address) < ($1.name, $1.address) }
  }

  /// Names that hold what was written, the shortest first.
  func similar(to name: String) -> [String] {
    guard name.utf8.count > 2 else { return [] }
    let names = Set(functions.lazy.map(\.name).filter { $0.contains(name) })
    return Array(
      names.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }.prefix(Self.mostSimilar))
  }
}
