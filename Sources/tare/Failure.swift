// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Glibc
import Probes
import Results
import Scale
import System

/// Failures of the whole run: one line for a person, and the exit code.
enum Failure {
  /// The machinery failed: no privilege, no tool, a setting that can't be changed
  /// (`EX_UNAVAILABLE`).
  static let machinery = ExitCode(69)
  /// A privilege is missing (`EX_NOPERM`).
  static let privilege = ExitCode(77)
  /// A probe cost more than its budget, and was detached (`EX_TEMPFAIL`).
  static let overBudget = ExitCode(75)

  /// A signal ended the run early: 128 and its number, as shells have it.
  static func interruption(by signal: Int32) -> ExitCode { ExitCode(128 + signal) }

  /// Tells what went wrong with a weighing, and gives the exit code.
  static func report(_ error: WeighingError) -> ExitCode {
    Terminal.complain(error.description)
    if case .kernel(let cause) = error, cause.code?.isRefusal == true { return privilege }
    if let number = Interruption.signalNumber { return interruption(by: number) }
    return machinery
  }

  /// Tells what went wrong with the kernel, and gives the exit code.
  static func report(_ error: BPFError) -> ExitCode {
    Terminal.complain(error.description)
    return machinery
  }

  /// Tells why a tool cannot do what was asked for, and gives the exit code.
  static func report(_ error: ToolError) -> ExitCode {
    Terminal.complain(error.description)
    return error.isWrongUse ? ExitCode(EX_USAGE) : machinery
  }

  /// Tells what is wrong with a document, by its path where the error does not name it.
  static func report(_ error: ResultsError, reading path: String? = nil) -> ExitCode {
    switch error {
    case .cannotRead, .cannotWrite, .cannotEncode: Terminal.complain("\(error)")
    default: Terminal.complain("\(path.map { "'\($0)': " } ?? "")\(error)")
    }
    return machinery
  }
}
