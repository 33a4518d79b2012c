// SPDX-License-Identifier: Apache-2.0

import BPF
import System

/// Functions to trace.
public enum TracedFunctions: Sendable, Hashable {
  /// Functions of the kernel or its modules.
  case kernel([String])
  /// Functions of an executable or a shared library, which is at a path, by the names of their
  /// symbols.
  case program(path: String, [String])
  /// Functions of executables or shared libraries, by their places.
  case located([LocatedFunction])

  /// Their names.
  public var names: [String] {
    switch self {
    case .kernel(let names), .program(_, let names): names
    case .located(let functions): functions.map(\.name)
    }
  }

  /// The names, each once: several files may have a function of that name. Functions of one name
  /// are counted together.
  public var rows: [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  /// Functions as they are written on a command line; see `FunctionSearch.find`.
  ///
  /// - Parameters:
  ///   - argument: What to trace.
  ///   - isRegularExpression: Whether the function is a regular expression, which may fit anywhere
  ///     in a name.
  /// - Throws: `TracedFunctionsError`: no such program, no such function, no such expression.
  public init(
    argument: String, isRegularExpression: Bool = false
  ) throws(TracedFunctionsError) {
    self = try FunctionSearch().find(
      argument, isRegularExpression: isRegularExpression
    ).functions
  }

  /// The functions of the kernel that fit.
  static func kernel(fitting pattern: FunctionPattern) throws(TracedFunctionsError) -> Self {
    .kernel(try kernelFunctions(pattern))
  }

  private static func kernelFunctions(
    _ pattern: FunctionPattern
  ) throws(TracedFunctionsError) -> [String] {
    if let text = File.text(of: "/sys/kernel/tracing/available_filter_functions") {
      let lines = text.split(separator: "\n")
      let names = lines.compactMap { $0.split(separator: " ").first.map(String.init) }
      return try chosen(Set(names.filter(pattern.fits)), pattern)
    }
    guard let symbols = KernelSymbols.ofThisKernel() else { throw .noKernelSymbols }
    let functions = symbols.functions.filter { pattern.fits($0.name) && !$0.name.contains(".") }
    return try chosen(oneEach(functions.map { ($0.address, $0.name) }), pattern)
  }

  /// A name for each address, the plainest.
  static func oneEach(_ functions: [(address: UInt64, name: String)]) -> Set<String> {
    var names: [UInt64: String] = [:]
    for (address, name) in functions {
      names[address] = names[address].map { isPlainer($0, than: name) ? $0 : name } ?? name
    }
    return Set(names.values)
  }

  /// Whether a name has fewer underscores in front than another, or else is shorter.
  static func isPlainer(_ name: String, than other: String) -> Bool {
    func rank(_ name: String) -> (Int, Int, String) {
      (name.prefix { $0 == "_" }.count, name.utf8.count, name)
    }
    return rank(name) < rank(other)
  }

  private static func chosen(
    _ names: Set<String>, _ pattern: FunctionPattern
  ) throws(TracedFunctionsError) -> [String] {
    guard !names.isEmpty else { throw .noMatch(pattern.text) }
    guard names.count <= Funclatency.mostFunctions else {
      throw .tooMany(pattern.text, found: names.count)
    }
    return names.sorted()
  }
}
