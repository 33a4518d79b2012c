// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A child process, killed and waited for when its owner lets go of it.
package struct ChildProcess: ~Copyable {
  /// The number of the process, and of its group.
  package let pid: Int32
  private let keeper: Keeper
  private let thread: WorkThread
  private var status: ExitStatus?

  /// Starts `command` and keeps the last `bytes` of what it prints.
  package init(_ command: Command, keeping bytes: Int = 4096) throws(SystemError) {
    let keeper = Keeper(command, keeping: bytes)
    let thread = try WorkThread { keeper.keep() }
    while case .pending = keeper.started { pause(for: .microseconds(50)) }
    guard case .started(let pid) = keeper.started else {
      thread.join()
      guard case .failed(let error) = keeper.started else { throw SystemError(EINVAL) }
      throw error
    }
    self.pid = pid
    self.keeper = keeper
    self.thread = thread
  }

  deinit {
    if status == nil { end() }
    thread.join()
  }

  /// The end of what the child has written, without empty lines.
  package var lastOutput: String { keeper.lastOutput }

  /// How the process ended; `nil` while it lives.
  package mutating func exitStatus() -> ExitStatus? {
    if status == nil && keeper.hasExited { status = end() }
    return status
  }

  /// Kills what is left of the process and its group, and waits for it. To be called once: until
  /// then the process or its zombie holds the number.
  @discardableResult
  private func end() -> ExitStatus {
    kill(-pid, SIGKILL)
    kill(pid, SIGKILL)
    var word: Int32 = 0
    while unsafe waitpid(pid, &word, 0) < 0 && errno == EINTR {}
    let signal = word & 0x7f
    return signal == 0 ? .exited((word >> 8) & 0xff) : .killed(signal: signal)
  }
}

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
