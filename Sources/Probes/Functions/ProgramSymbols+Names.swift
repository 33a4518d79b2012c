// SPDX-License-Identifier: Apache-2.0

extension ProgramFunction {
  /// The name as its source has it; the symbol's own where nobody can read that.
  var readableName: String { DemangledName(symbol: name)?.text ?? name }
}

extension ProgramSymbols {
  private static let mostSimilar = 3

  /// The functions to trace by what a user writes: the symbol's name, or the readable one.
  func spelled(_ name: String, version: String? = nil) -> [ProgramFunction] {
    let named = named(name, version: version)
    guard named.isEmpty, version == nil else { return named }
    return Self.preferred(
      functions.filter { DemangledName(symbol: $0.name)?.isSpelled(name) ?? false })
  }

  /// One function for each address, sorted by name: of a name with versions the default one, of several names the
  /// plainest. Of two names of one function each call would count for one or the other.
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
