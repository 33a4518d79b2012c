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
      return (try located(symbols.spelled(name, version: version), as: name), [])
    case .address(let address): return ([try located(address)], [])
    case .fitting(let text, let isRegularExpression):
      // Go has names such as "main.(*Server).run".
      let exact = isRegularExpression ? [] : symbols.named(text)
      if !exact.isEmpty { return (try located(exact, as: text), []) }
      return try fitting(FunctionPattern(text, isRegularExpression: isRegularExpression))
    }
  }

  /// The functions that a name means; of several functions of one name each has its address behind.
  private func located(
    _ found: [ProgramFunction], as name: String
  ) throws(TracedFunctionsError) -> [LocatedFunction] {
    guard !found.isEmpty else {
      throw .noFunctionOfProgram(
        name, path: file.name, similar: symbols.similar(to: name), isStripped: symbols.isStripped)
    }
    guard found.count <= Funclatency.mostFunctions else {
      throw .tooMany(name, found: found.count)
    }
    let names = found.map { found.count == 1 ? name : $0.readableName }
    let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    return try zip(found, names).map { function, name throws(TracedFunctionsError) in
      var label = name
      if counts[name, default: 0] > 1 {
        label += "+0x" + String(function.address, radix: 16)
      }
      return try located(function, as: label)
    }
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

  /// Whether a pattern fits a symbol or, where it holds what symbols of C++ and Rust do not, the readable name.
  private static func fits(_ function: ProgramFunction, _ pattern: FunctionPattern) -> Bool {
    if pattern.fits(function.name) { return true }
    let isReadable = pattern.text.contains("::") || pattern.text.contains(" ")
    return isReadable
      && (DemangledName(symbol: function.name)?.spellings.contains(where: pattern.fits) ?? false)
  }

  private func fitting(
    _ pattern: FunctionPattern
  ) throws(TracedFunctionsError) -> (found: [LocatedFunction], omitted: [FoundFunctions.Omission]) {
    let chosen = ProgramSymbols.oneEach(symbols.functions.filter { Self.fits($0, pattern) })
    guard !chosen.isEmpty else { throw .noMatch(pattern.text) }
    guard chosen.count <= Funclatency.mostFunctions else {
      throw .tooMany(pattern.text, found: chosen.count)
    }
    var found: [LocatedFunction] = []
    var omitted: [FoundFunctions.Omission] = []
    for function in chosen {
      let label = function.readableName
      do throws(TracedFunctionsError) { found.append(try located(function, as: label)) } catch {
        omitted.append(.init(name: label, reason: error))
      }
    }
    // Functions that leave the choice to a resolver may choose the same.
    var seen: Set<UInt64> = []
    found = found.filter { seen.insert($0.offset).inserted }
    if found.isEmpty, let first = omitted.first { throw first.reason }
    return (found, omitted)
  }
}
