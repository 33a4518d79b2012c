// SPDX-License-Identifier: Apache-2.0

import BPF

/// Finds what a user's spelling of functions means.
public struct FunctionSearch: Sendable {
  /// Libraries whose functions moved into the C library (glibc 2.34), and are empty since.
  private static let emptied: Set<String> = ["pthread", "dl", "rt", "util", "anl"]

  /// Whose calls are meant: functions are those of the files that these processes have mapped.
  /// Where none of them has any, and where everybody's are meant, they are of this machine's file.
  public var filter: ProbeFilter
  /// Whether functions are traced though it may harm who calls them.
  public var isForced: Bool

  /// A search among the files that the processes of a filter have mapped, or this machine's.
  public init(_ filter: ProbeFilter = ProbeFilter(), isForced: Bool = false) {
    self.filter = filter
    self.isForced = isForced
  }

  /// The functions of a spelling: `vfs_read`, `libc:malloc`, `c:malloc`,
  /// `/path/to/program:function`, `/path/to/program:0x1139`, of the watched process's own program
  /// `:function`; with `*` in a function's name every one that fits.
  ///
  /// - Parameters:
  ///   - argument: What to trace.
  ///   - isRegularExpression: Whether the function is a regular expression, which may fit anywhere
  ///     in a name.
  /// - Throws: `TracedFunctionsError`: no such program, no such function, no such expression.
  /// - Returns: What to trace, and what fits and cannot be traced.
  public func find(
    _ argument: String, isRegularExpression: Bool = false
  ) throws(TracedFunctionsError) -> FoundFunctions {
    let spelling = try FunctionSpelling(argument, isRegularExpression: isRegularExpression)
    guard let program = spelling.program else {
      return FoundFunctions(functions: try kernelFunctions(spelling.function))
    }
    do throws(TracedFunctionsError) {
      return try find(argument, spelling.function, of: program)
    } catch {
      guard error.isAbsence, Self.isEmptied(program) else { throw error }
      return try find(argument, spelling.function, of: "libc")
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
    _ argument: String, _ target: FunctionSpelling.Target, of program: String
  ) throws(TracedFunctionsError) -> FoundFunctions {
    let (files, unreadable) = try files(of: program)
    if case .address(let address) = target, files.count > 1 {
      throw .addressOfSeveral(address, program, files: files.map(\.file.name))
    }
    var result = FoundFunctions(
      functions: .located([]),
      search: FoundFunctions.Search(argument: argument, program: program, target: target))
    result.failures = unreadable.map { .init(name: $0.path, reason: $0.error) }
    var located: [LocatedFunction] = []
    var failures: [TracedFunctionsError] = []
    for (file, process) in files {
      do throws(TracedFunctionsError) {
        let search = FileSearch(file, process: process, isForced: isForced)
        let (found, omitted) = try search.find(target)
        located += found
        result.omissions += omitted
        result.files.append(file.traced)
      } catch {
        failures.append(error)
        result.failures.append(.init(name: file.name, reason: error))
      }
    }
    if let failure = failures.first, failures.count == files.count { throw failure }
    guard located.count <= Funclatency.mostFunctions else {
      throw .tooMany(argument, found: located.count)
    }
    result.functions = .located(located)
    return result
  }

  /// A file, and a process that has it mapped if one is known.
  private typealias File = (file: ProgramFile, process: UInt32?)
  private typealias Unreadable = (path: String, error: TracedFunctionsError)

  /// The files that a word means, and those that cannot be read.
  private func files(of program: String) throws(TracedFunctionsError) -> ([File], [Unreadable]) {
    if let process = filter.pid {
      return (try files(of: program, in: process).map { ($0, process) }, [])
    }
    let (mapped, unreadable) = filesOfWatched(program)
    if !mapped.isEmpty { return (mapped, unreadable) }
    guard !program.isEmpty else { throw .noProcessForProgram }
    if let first = unreadable.first { throw first.error }
    guard let path = ProgramPath.find(program) else { throw .noProgram(program) }
    return ([(try ProgramFile(path), nil)], [])
  }

  /// The files that the one watched process has mapped.
  private func files(
    of program: String, in process: UInt32
  ) throws(TracedFunctionsError) -> [ProgramFile] {
    guard PIDNamespace.ownsProc else { throw .foreignProc }
    let here = ProgramPath.find(program)
    let maps = try MappedFiles(of: process, having: program, here: here)
    let (files, unreadable) = maps.programFiles(of: program, here: here)
    if let first = unreadable.first { throw first.error }
    guard !files.isEmpty else {
      throw .notMapped(program, process: process, mapped: maps.filesWithCode.map(\.path))
    }
    return files
  }

  /// The files that the watched processes have mapped, each once.
  private func filesOfWatched(_ program: String) -> ([File], [Unreadable]) {
    guard !program.isEmpty, PIDNamespace.ownsProc,
      let processes = WatchedProcesses.now(filter)
    else { return ([], []) }
    var known: Set<FileIdentity> = []
    var result: [File] = []
    var unreadable: [Unreadable] = []
    let here = ProgramPath.find(program)
    for process in processes {
      do throws(TracedFunctionsError) {
        let maps = try MappedFiles(of: process)
        let (files, failures) = maps.programFiles(of: program, here: here, besides: known)
        known.formUnion(files.map(\.identity))
        result += files.map { ($0, process) }
        unreadable += failures
      } catch {
        continue  // It has ended meanwhile.
      }
    }
    return (result, unreadable)
  }
}
