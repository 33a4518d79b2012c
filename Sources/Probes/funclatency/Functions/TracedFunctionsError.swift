// SPDX-License-Identifier: Apache-2.0

import BPF

/// Why there is nothing to trace.
public enum TracedFunctionsError: Error, Hashable, Sendable {
  /// There is no name of a function.
  case noFunction(String)
  /// No program or library is called so.
  case noProgram(String)
  /// The file at a path is none that this machine runs.
  case noProgramFile(String)
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
  /// A program has no function of that name; some names hold it.
  case noFunctionOfProgram(String, path: String, similar: [String], isStripped: Bool)
  /// A function has other versions than the one that is wanted.
  case noVersion(String, String, path: String, known: [String])
  /// The function decides when a program starts which one is called instead of it (an IFUNC).
  case indirect(String, path: String)
  /// The symbol's address is not in the program's code.
  case notInCode(String, path: String)
  /// Tracing the function may harm who calls it, and why it cannot be traced otherwise.
  case `unsafe`(String, Hazard, CodeObstacle?)
  /// No process is watched whose program could be meant.
  case noProcessForProgram
  /// The files that the process has mapped cannot be told, as `/proc` is of another PID namespace.
  case foreignProc
  /// There is no such process, or it has nothing mapped.
  case noProcess(UInt32)
  /// The process has no such file mapped, but these.
  case notMapped(String, process: UInt32, mapped: [String])
  /// An address is of one file, and several files are meant.
  case addressOfSeveral(UInt64, String, files: [String])
  /// The address is in the middle of a function.
  case insideFunction(String, function: String, start: UInt64)
}

extension TracedFunctionsError {
  /// Whether another file may have what this one lacks.
  var isAbsence: Bool {
    switch self {
    case .noFunctionOfProgram, .noMatch, .noVersion, .notMapped, .noProgram: true
    default: false
    }
  }
}

extension TracedFunctionsError {
  /// Whether it is about the process that is watched, and not about what was written.
  public var isOfProcess: Bool {
    switch self {
    case .noProcess, .notMapped, .foreignProc: true
    default: false
    }
  }
}

extension TracedFunctionsError: CustomStringConvertible {
  /// Subject first, then the cause, then what to do.
  public var description: String {
    switch self {
    case .noFunction(let argument):
      "'\(argument)' names no function; write FUNCTION or PROGRAM:FUNCTION"
    case .noProgram(let name):
      "no program or library is called '\(name)'; write its path, as in /path/to/program:function"
    case .noProgramFile(let path): "'\(path)' is no 64-bit ELF program or library for x86-64"
    case .noExpression(let text): "'\(text)' is no regular expression"
    case .noMatch(let pattern): "no function fits '\(pattern)'"
    case .tooMany(let pattern, let found):
      "\(found) functions fit '\(pattern)', and at most \(Funclatency.mostFunctions) can be traced; "
        + "narrow it down"
    case .noKernelSymbols:
      "the kernel does not tell its functions; run as root, or set kernel.kptr_restrict to 0"
    case .noSymbols(let path, let cause):
      "the functions of '\(path)' cannot be read: \(cause.code?.text ?? cause.description)"
    case .noFunctionOfProgram(let name, let path, let similar, let isStripped):
      Self.absence(of: name, in: path, similar: similar, isStripped: isStripped)
    case .noVersion(let name, let version, let path, let known):
      "'\(name)' of '\(path)' has no version \(version); it has \(known.joined(separator: ", "))"
    case .indirect(let name, let path):
      "'\(name)' of '\(path)' is chosen when a program starts (an IFUNC), and none that runs tells "
        + "which; name a process with -p"
    case .unsafe(let name, let hazard, let obstacle):
      "cannot trace '\(name)' safely: \(hazard)"
        + (obstacle.map { ", and \($0)" } ?? "") + "; --force does it all the same"
    case .noProcessForProgram: "a function without a program needs -p"
    case .foreignProc: PIDNamespace.foreignProc
    case .noProcess(let pid): "process \(pid) is not there, or has no program"
    case .notMapped(let program, let process, let mapped):
      Self.absence(of: program, inProcess: process, mapped: mapped)
    case .notInCode(let name, let path): "'\(name)' is not in the code of '\(path)'"
    case .addressOfSeveral(let address, let program, let files):
      "0x\(String(address, radix: 16)) is an address of one file, and '\(program)' means several: "
        + files.prefix(Self.mostNamed).joined(separator: ", ") + "; write its path"
    case .insideFunction(let address, let function, let start):
      "\(address) is in the middle of '\(function)', which begins at 0x\(String(start, radix: 16))"
    }
  }

  /// The cause alone, for a list of functions.
  var cause: String {
    switch self {
    case .unsafe(_, let hazard, _): "unsafe, as \(hazard)"
    case .indirect: "no process tells which implementation runs"
    case .notInCode: "not in the code"
    case .noFunctionOfProgram, .noMatch: "it has no such function"
    default: description
    }
  }

  private static let mostNamed = 16

  private static func absence(
    of program: String, inProcess process: UInt32, mapped: [String]
  ) -> String {
    let what = program.isEmpty ? "its own program" : "'\(program)'"
    return "process \(process) does not have \(what) mapped, but "
      + FirstFew(of: mapped, most: mostNamed).text(separator: ", ")
  }

  private static func absence(
    of name: String, in path: String, similar: [String], isStripped: Bool
  ) -> String {
    let remedy =
      similar.isEmpty
      ? isStripped ? "; it is stripped, and names only what others may call" : ""
      : "; it has \(similar.joined(separator: ", "))"
    return "'\(path)' has no function '\(name)'\(remedy)"
  }
}
