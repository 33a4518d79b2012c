// SPDX-License-Identifier: Apache-2.0

/// How a process ended.
public enum ExitStatus: Hashable, Sendable {
  /// It exited with this code.
  case exited(Int32)
  /// This signal ended it.
  case killed(signal: Int32)
}

extension ExitStatus: CustomStringConvertible {
  /// For example `exit code 3` or `signal 9`.
  public var description: String {
    switch self {
    case .exited(let code): "exit code \(code)"
    case .killed(let signal): "signal \(signal)"
    }
  }
}
