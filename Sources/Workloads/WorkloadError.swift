// SPDX-License-Identifier: Apache-2.0

public import System

/// Why a workload did not run.
public enum WorkloadError: Error, Hashable, Sendable {
  /// There is no workload of this name; `known` are those there are.
  case unknown(name: String, known: [String])
  /// The program is not where it was looked for.
  case notFound(executable: String, remedy: String)
  /// The system refused what starting a process needs.
  case notStarted(name: String, reason: String)
  /// The workload itself refused to start or to go on, and says why.
  case refused(name: String, message: String)
  /// The process ended while an answer was awaited.
  case died(name: String, status: ExitStatus, lastOutput: String)
  /// No answer came in time.
  case hung(name: String, after: Duration, lastOutput: String)
  /// An answer came that cannot be true.
  case rubbish(name: String, reason: String, lastOutput: String)
}

extension WorkloadError: CustomStringConvertible {
  /// What happened, why, and what to do about it.
  public var description: String {
    switch self {
    case .unknown(let name, let known):
      "no workload is called '\(name)'; there are \(known.joined(separator: ", "))"
    case .notFound(let executable, let remedy):
      "cannot find '\(executable)'; \(remedy)"
    case .notStarted(let name, let reason):
      "cannot start workload '\(name)': \(reason)"
    case .refused(let name, let message):
      "workload '\(name)' refuses: \(message)"
    case .died(let name, let status, let lastOutput):
      "workload '\(name)' died: \(status)" + Self.quoted(lastOutput)
    case .hung(let name, let after, let lastOutput):
      "workload '\(name)' gave no answer within \(after)" + Self.quoted(lastOutput)
    case .rubbish(let name, let reason, let lastOutput):
      "workload '\(name)' gave an answer that cannot be true: \(reason)" + Self.quoted(lastOutput)
    }
  }

  private static func quoted(_ output: String) -> String {
    output.isEmpty ? "" : "; it said last:\n\(output)"
  }
}

extension WorkloadError {
  /// The last of what the workload printed, empty where it printed nothing.
  public var lastOutput: String {
    switch self {
    case .died(_, _, let output), .hung(_, _, let output), .rubbish(_, _, let output): output
    case .unknown, .notFound, .notStarted, .refused: ""
    }
  }
}
