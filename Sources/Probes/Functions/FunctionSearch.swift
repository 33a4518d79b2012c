// SPDX-License-Identifier: Apache-2.0

/// Finds what a user's spelling of functions means.
public struct FunctionSearch: Sendable {
  /// Libraries whose functions moved into the C library (glibc 2.34), and are empty since.
  private static let emptied: Set<String> = ["pthread", "dl", "rt", "util", "anl"]

  /// The process whose files are meant; this machine's where it is `nil`.
  public var process: UInt32?
  /// Whether functions are traced though it may harm who calls them.
  public var isForced: Bool

  /// A search among the files that a process has mapped, or this machine's.
  public init(process: UInt32? = nil, isForced: Bool = false) {
    self.process = process
    self.isForced = isForced
  }

  /// The functions of a spelling: `vfs_read`, `libc:malloc`, `c:malloc`, `/path/to/program:function`,
  /// `/path/to/program:0x1139`, of the watched process's own program `:function`; with `*` in a function's name every
  /// one that fits.
  ///
  /// - Parameters:
  ///   - argument: What to trace.
  ///   - isRegularExpression: Whether the function is a regular expression, which may fit anywhere in a name.
  /// - Throws: `TracedFunctionsError`: no such program, no such function, no such expression.
  /// - Returns: What to trace, and what fits and cannot be traced.
  public func find(
    _ argument: String, isRegularExpression: Bool = false
  ) throws(TracedFunctionsError) -> FoundFunctions {
    let spelling = try FunctionSpelling(argument, isRegularExpression: isRegularExpression)
    guard let program = spelling.program else {
      return FoundFunctions(functions: try kernelFunctions(spelling.function), omissions: [])
    }
    do throws(TracedFunctionsError) {
      return try find(spelling.function, of: program)
    } catch {
      guard error.isAbsence, Self.isEmptied(program) else { throw error }
      return try find(spelling.function, of: "libc")
    }
  }

  private func kernelFunctions(
    _ target: FunctionSpelling.Target
  ) throws(TracedFunctionsError) -> TracedFunctions {
    switch target {
    case .named(let name, _): .kernel([name])
    case .address(let address): .kernel(["0x" + String(address, radix: 16)])
    case .fitting(let text, let isRegularExpression):
      try TracedFunctions.kernel(
        fitting: FunctionPattern(text, isRegularExpression: isRegularExpression))
    }
  }

  private static func isEmptied(_ program: String) -> Bool {
    emptied.contains { name in
      program == name || program == "lib\(name)" || program.hasPrefix("lib\(name).so")
    }
  }

  private func find(
    _ target: FunctionSpelling.Target, of program: String
  ) throws(TracedFunctionsError) -> FoundFunctions {
    var result: [LocatedFunction] = []
    var omissions: [FoundFunctions.Omission] = []
    for file in try files(of: program) {
      let (found, omitted) = try FileSearch(file, process: process, isForced: isForced).find(target)
      result += found
      omissions += omitted
    }
    return FoundFunctions(functions: .located(result), omissions: omissions)
  }

  /// The files that a word means: what the process has mapped, else what is here.
  private func files(of program: String) throws(TracedFunctionsError) -> [ProgramFile] {
    guard let process else {
      guard !program.isEmpty else { throw .noProcessForProgram }
      guard let path = ProgramPath.find(program) else { throw .noProgram(program) }
      return [try ProgramFile(path)]
    }
    guard PIDNamespace.ownsProc else { throw .foreignProc }
    let maps = try MappedFiles(of: process, having: program)
    let mappings = maps.files(of: program)
    guard !mappings.isEmpty else {
      throw .notMapped(program, process: process, mapped: maps.filesWithCode.map(\.path))
    }
    return try mappings.map { mapping throws(TracedFunctionsError) in
      try ProgramFile(maps.lastingPath(of: mapping), name: mapping.path)
    }
  }
}
