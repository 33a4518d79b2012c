// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc

/// The number of a thread in the PID namespace of this process. A process has the number of its first thread.
public struct ThreadNumber: Sendable, Hashable {
  private let number: pid_t?

  /// A number, which may be nobody's.
  public init(_ number: UInt32) { self.number = pid_t(exactly: number) }

  /// Whether a thread has the number, be it another user's.
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
