// SPDX-License-Identifier: Apache-2.0

import BPF

/// Functions to trace.
public enum TracedFunctions: Sendable, Hashable {
  /// Functions of the kernel or its modules.
  case kernel([String])
  /// Functions of an executable or a shared library, which is at a path.
  case program(path: String, [String])

  /// Their names.
  public var names: [String] {
    switch self {
    case .kernel(let names), .program(_, let names): names
    }
  }

  /// Functions as they are written on a command line: `vfs_read`, `/path/to/program:function`,
  /// `libc:malloc`; with `*` in a function's name every one that fits.
  ///
  /// - Parameters:
  ///   - argument: What to trace.
  ///   - isRegularExpression: Whether the function is a regular expression, which may fit anywhere in a name.
  /// - Throws: `TracedFunctionsError`: no such program, no such function, no such expression.
  public init(
    argument: String, isRegularExpression: Bool = false
  ) throws(TracedFunctionsError) {
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let function = String(parts[parts.count - 1])
    guard !function.isEmpty else { throw .noFunction(argument) }
    let pattern =
      isRegularExpression || function.contains("*")
      ? try FunctionPattern(function, isRegularExpression: isRegularExpression) : nil
    if parts.count == 1 {
      self = .kernel(try pattern.map(Self.kernelFunctions) ?? [function])
    } else {
      let program = String(parts[0])
      guard let path = ProgramPath.find(program) else { throw .noProgram(program) }
      self = .program(
        path: path,
        try pattern.map { pattern throws(TracedFunctionsError) in
          try Self.functions(at: path, pattern)
        } ?? [function])
    }
  }

  private static func kernelFunctions(
    _ pattern: FunctionPattern
  ) throws(TracedFunctionsError) -> [String] {
    if let text = contents(of: "/sys/kernel/tracing/available_filter_functions") {
      let lines = text.split(separator: "\n")
      let names = lines.compactMap { $0.split(separator: " ").first.map(String.init) }
      return try chosen(Set(names.filter(pattern.fits)), pattern)
    }
    guard let symbols = KernelSymbols.ofThisKernel() else { throw .noKernelSymbols }
    let functions = symbols.functions.filter { pattern.fits($0.name) && !$0.name.contains(".") }
    return try chosen(oneEach(functions.map { ($0.address, $0.name) }), pattern)
  }

  /// A name for each address: the one with the fewest underscores in front, then the shortest. Of two names of
  /// one function each call would count for one or the other.
  static func oneEach(_ functions: [(address: UInt64, name: String)]) -> Set<String> {
    var names: [UInt64: String] = [:]
    func rank(_ name: String) -> (Int, Int, String) {
      (name.prefix { $0 == "_" }.count, name.utf8.count, name)
    }
    for (address, name) in functions {
      names[address] = names[address].map { rank($0) < rank(name) ? $0 : name } ?? name
    }
    return Set(names.values)
  }

  private static func functions(
    at path: String, _ pattern: FunctionPattern
  ) throws(TracedFunctionsError) -> [String] {
    let all: [(address: UInt64, name: String)]
    do throws(BPFError) { all = try UserSymbols.functions(at: path) } catch {
      throw .noSymbols(path, error)
    }
    return try chosen(oneEach(all.filter { pattern.fits($0.name) }), pattern)
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

/// Why there is nothing to trace.
public enum TracedFunctionsError: Error, Hashable, Sendable {
  /// There is no name of a function.
  case noFunction(String)
  /// No program or library is called so.
  case noProgram(String)
  /// The text is no regular expression.
  case noExpression(String)
  /// No function fits.
  case noMatch(String)
  /// More functions fit than can be traced.
  case tooMany(String, found: Int)
  /// The kernel does not tell its functions.
  case noKernelSymbols
  /// A program's functions cannot be read.
  case noSymbols(String, BPFError)
}

extension TracedFunctionsError: CustomStringConvertible {
  /// Subject first, then the cause, then what to do.
  public var description: String {
    switch self {
    case .noFunction(let argument):
      "'\(argument)' names no function; write FUNCTION or PROGRAM:FUNCTION"
    case .noProgram(let name):
      "no program or library is called '\(name)'; write its path, as in /path/to/program:function"
    case .noExpression(let text): "'\(text)' is no regular expression"
    case .noMatch(let pattern): "no function fits '\(pattern)'"
    case .tooMany(let pattern, let found):
      "\(found) functions fit '\(pattern)', and at most \(Funclatency.mostFunctions) can be traced; "
        + "narrow it down"
    case .noKernelSymbols:
      "the kernel does not tell its functions; run as root, or set kernel.kptr_restrict to 0"
    case .noSymbols(let path, let cause):
      "the functions of '\(path)' cannot be read: \(UserSymbols.obstacle ?? cause.description)"
    }
  }
}
