// SPDX-License-Identifier: Apache-2.0

/// Finds functions in one file.
struct FileSearch {
  private let file: ProgramFile
  private let symbols: ProgramSymbols
  private let plan: WatchingPlan
  private let choices: ChosenFunctions

  /// - Parameters:
  ///   - file: Where to look.
  ///   - process: The process that is watched, if one is.
  ///   - isForced: Whether what may do harm is done all the same.
  init(_ file: ProgramFile, process: UInt32?, isForced: Bool) {
    self.file = file
    symbols = ProgramSymbols(file)
    plan = WatchingPlan(file, symbols, isForced: isForced)
    choices = ChosenFunctions(of: file, in: process)
  }

  /// The functions that are meant.
  ///
  /// - Parameter target: What the user wrote.
  /// - Throws: Where there are none that can be traced.
  /// - Returns: Those to trace, and those that fit a pattern and cannot be traced.
  func find(
    _ target: FunctionSpelling.Target
  ) throws(TracedFunctionsError) -> (found: [LocatedFunction], omitted: [FoundFunctions.Omission]) {
    switch target {
    case .named(let name, let version):
      let found = symbols.spelled(name, version: version)
      if found.isEmpty, let version { try checkVersions(of: name, version) }
      return try located(found, as: name)
    case .address(let address): return ([try located(address)], [])
    case .fitting(let text, let isRegularExpression):
      // Go has names such as "main.(*Server).run".
      let exact = isRegularExpression ? [] : symbols.named(text)
      if !exact.isEmpty { return try located(exact, as: text) }
      return try fitting(FunctionPattern(text, isRegularExpression: isRegularExpression))
    }
  }

  /// Asks whether a name has versions, of which none is the one that is wanted.
  ///
  /// - Throws: `TracedFunctionsError.noVersion` with those that it has.
  private func checkVersions(
    of name: String, _ version: String
  ) throws(TracedFunctionsError) {
    let known = Set(symbols.functions.filter { $0.name == name }.compactMap(\.version))
    if !known.isEmpty {
      throw .noVersion(name, version, path: file.name, known: known.sorted())
    }
  }

  /// The functions that a name means; of several functions of one name each has its address behind.
  /// Those of several that cannot be traced are left out.
  private func located(
    _ all: [ProgramFunction], as name: String
  ) throws(TracedFunctionsError) -> (found: [LocatedFunction], omitted: [FoundFunctions.Omission]) {
    // What the compiler moved out of a function is no function that anybody calls.
    let whole = all.filter { !$0.isMovedPart }
    let chosen = whole.isEmpty ? all : whole
    guard !chosen.isEmpty else {
      throw .noFunctionOfProgram(
        name, path: file.name, similar: symbols.similar(to: name), isStripped: symbols.isStripped)
    }
    guard chosen.count <= Funclatency.mostFunctions else {
      throw .tooMany(name, found: chosen.count)
    }
    let names = chosen.map { chosen.count == 1 ? name : $0.readableName }
    let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    return try traceable(
      zip(chosen, names).map { function, name in
        counts[name, default: 0] > 1
          ? (function, "\(name)+0x\(String(function.address, radix: 16))") : (function, name)
      })
  }

  /// Sorts functions into those that can be traced, each under its label, and the others.
  ///
  /// - Throws: The reason of the first where none can.
  private func traceable(
    _ labelled: [(function: ProgramFunction, label: String)]
  ) throws(TracedFunctionsError) -> (found: [LocatedFunction], omitted: [FoundFunctions.Omission]) {
    var found: [LocatedFunction] = []
    var omitted: [FoundFunctions.Omission] = []
    for (function, label) in labelled {
      do throws(TracedFunctionsError) { found.append(try located(function, as: label)) } catch {
        omitted.append(.init(name: label, reason: error))
      }
    }
    if found.isEmpty, let first = omitted.first { throw first.reason }
    return (found, omitted)
  }

  private func located(
    _ function: ProgramFunction, as label: String
  ) throws(TracedFunctionsError) -> LocatedFunction {
    guard function.isIndirect else { return try plan.place(of: function.address, as: label) }
    let others = symbols.functions.filter { $0.name == function.name && !$0.isIndirect }
    guard let address = choices.address(of: function, notOf: Set(others.map(\.address))) else {
      throw .indirect(label, path: file.name)
    }
    return try plan.place(of: address, as: label)
  }

  /// The function that begins at an address.
  private func located(_ address: UInt64) throws(TracedFunctionsError) -> LocatedFunction {
    let named = ProgramSymbols.preferred(symbols.functions.filter { $0.address == address })
    let label = named.first?.readableName ?? "0x" + String(address, radix: 16)
    guard let function = named.first else { return try plan.place(of: address, as: label) }
    return try located(function, as: label)
  }

  /// Whether a pattern fits a symbol or, where that holds its longest word, the readable name.
  private static func fits(_ function: ProgramFunction, _ pattern: FunctionPattern) -> Bool {
    if pattern.fits(function.name) { return true }
    guard pattern.word.map({ function.name.contains($0) }) ?? pattern.isReadable else {
      return false
    }
    return DemangledName(symbol: function.name)?.spellings.contains(where: pattern.fits) ?? false
  }

  private func fitting(
    _ pattern: FunctionPattern
  ) throws(TracedFunctionsError) -> (found: [LocatedFunction], omitted: [FoundFunctions.Omission]) {
    let chosen = ProgramSymbols.oneEach(
      symbols.functions.filter { !$0.isMovedPart && Self.fits($0, pattern) })
    guard !chosen.isEmpty else { throw .noMatch(pattern.text) }
    guard chosen.count <= Funclatency.mostFunctions else {
      throw .tooMany(pattern.text, found: chosen.count)
    }
    var (found, omitted) = try traceable(chosen.map { ($0, $0.readableName) })
    // Functions that leave the choice to a resolver may choose the same.
    var seen: Set<UInt64> = []
    found = found.filter { seen.insert($0.offset).inserted }
    return (found, omitted)
  }
}
