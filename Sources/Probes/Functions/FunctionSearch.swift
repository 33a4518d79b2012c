// SPDX-License-Identifier: Apache-2.0

/// Finds what a user's spelling of functions means.
public struct FunctionSearch: Sendable {
  /// Libraries whose functions moved into the C library (glibc 2.34), and are empty since.
  private static let emptied = ["libpthread.so", "libdl.so", "librt.so", "libutil.so", "libanl.so"]

  /// A search among this machine's files.
  public init() {}

  /// The functions of a spelling: `vfs_read`, `libc:malloc`, `c:malloc`, `/path/to/program:function`,
  /// `/path/to/program:0x1139`; with `*` in a function's name every one that fits.
  ///
  /// - Parameters:
  ///   - argument: What to trace.
  ///   - isRegularExpression: Whether the function is a regular expression, which may fit anywhere in a name.
  /// - Throws: `TracedFunctionsError`: no such program, no such function, no such expression.
  /// - Returns: What to trace.
  public func find(
    _ argument: String, isRegularExpression: Bool = false
  ) throws(TracedFunctionsError) -> TracedFunctions {
    let spelling = try FunctionSpelling(argument, isRegularExpression: isRegularExpression)
    guard let program = spelling.program else { return try kernelFunctions(spelling.function) }
    guard let path = ProgramPath.find(program) else { throw .noProgram(program) }
    do throws(TracedFunctionsError) {
      return .located(try functions(spelling.function, in: try ProgramFile(path)))
    } catch {
      guard error.isAbsence, let other = Self.successor(of: path) else { throw error }
      return .located(try functions(spelling.function, in: try ProgramFile(other)))
    }
  }

  private func kernelFunctions(
    _ target: FunctionSpelling.Target
  ) throws(TracedFunctionsError) -> TracedFunctions {
    switch target {
    case .named(let name, _): .kernel([name])
    case .address: throw .noMatch("0x")
    case .fitting(let text, let isRegularExpression):
      try TracedFunctions.kernel(
        fitting: FunctionPattern(text, isRegularExpression: isRegularExpression))
    }
  }

  /// Where the functions of an emptied library are now.
  private static func successor(of path: String) -> String? {
    let name = path.split(separator: "/").last ?? ""
    return emptied.contains { name.hasPrefix($0) } ? ProgramPath.find("libc") : nil
  }

  private func functions(
    _ target: FunctionSpelling.Target, in file: ProgramFile
  ) throws(TracedFunctionsError) -> [LocatedFunction] {
    let symbols = ProgramSymbols(file)
    switch target {
    case .named(let name, let version):
      return try located(symbols.spelled(name, version: version), as: name, in: file, symbols)
    case .address(let address):
      return [try located(address, in: file, symbols)]
    case .fitting(let text, let isRegularExpression):
      let pattern = try FunctionPattern(text, isRegularExpression: isRegularExpression)
      return try fitting(pattern, in: file, symbols)
    }
  }

  /// What a name means; of several functions of one name each has its address behind.
  private func located(
    _ found: [ProgramFunction], as name: String, in file: ProgramFile, _ symbols: ProgramSymbols
  ) throws(TracedFunctionsError) -> [LocatedFunction] {
    guard !found.isEmpty else {
      throw .noFunctionOfProgram(
        name, path: file.path, similar: symbols.similar(to: name), isStripped: symbols.isStripped)
    }
    return try found.map { function throws(TracedFunctionsError) in
      var label = found.count == 1 ? name : function.readableName
      if found.count(where: { $0.readableName == function.readableName }) > 1 {
        label += "+0x" + String(function.address, radix: 16)
      }
      return try located(function, as: label, in: file)
    }
  }

  private func located(
    _ function: ProgramFunction, as label: String, in file: ProgramFile
  ) throws(TracedFunctionsError) -> LocatedFunction {
    guard !function.isIndirect else { throw .indirect(label, path: file.path) }
    guard let offset = file.offset(ofCodeAt: function.address) else {
      throw .notInCode(label, path: file.path)
    }
    return LocatedFunction(name: label, path: file.path, offset: offset)
  }

  /// The function that begins at an address.
  private func located(
    _ address: UInt64, in file: ProgramFile, _ symbols: ProgramSymbols
  ) throws(TracedFunctionsError) -> LocatedFunction {
    let text = "0x" + String(address, radix: 16)
    if let around = symbols.functions.first(where: {
      $0.address < address && address - $0.address < $0.size
    }) {
      throw .insideFunction(text, function: around.readableName, start: around.address)
    }
    let named = ProgramSymbols.preferred(symbols.functions.filter { $0.address == address })
    return try located(
      named.first ?? ProgramFunction(name: text, address: address),
      as: named.first?.readableName ?? text, in: file)
  }

  private func fitting(
    _ pattern: FunctionPattern, in file: ProgramFile, _ symbols: ProgramSymbols
  ) throws(TracedFunctionsError) -> [LocatedFunction] {
    let found = symbols.functions.filter { pattern.fits($0.name) && !$0.isIndirect }
    guard !found.isEmpty else { throw .noMatch(pattern.text) }
    let chosen = ProgramSymbols.oneEach(found)
    guard chosen.count <= Funclatency.mostFunctions else {
      throw .tooMany(pattern.text, found: chosen.count)
    }
    return try chosen.map { function throws(TracedFunctionsError) in
      try located(function, as: function.readableName, in: file)
    }
  }
}
