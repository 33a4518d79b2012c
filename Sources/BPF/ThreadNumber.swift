// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc

/// A thread's number in this process's PID namespace. A process has that of its first thread.
public struct ThreadNumber: Sendable, Hashable {
  private let number: pid_t?

  /// A number, in use or not.
  public init(_ number: UInt32) { self.number = pid_t(exactly: number) }

  /// Whether a thread of any user has the number.
  public var exists: Bool {
    guard let number, number > 0 else { return false }
    return kill(number, 0) == 0 || errno == EPERM
  }

  /// Whether a process has the number.
  public var isProcess: Bool {
    guard let number, number > 0 else { return false }
    return clibbpf_is_process(number) == 1
  }
}
