// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Glibc
import System

/// The command of `--exec`, which starts before the probe is attached and runs when it is. A shell
/// waits on a pipe for a line; where tare dies before it is sent, the shell ends without running
/// the command. It shares the terminal and the process group: Ctrl-C reaches it too.
final class TracedCommand {
  private static let script = "read -r _ <&3 || exit 125; exec 3<&-; eval \"$1\""
  let pid: pid_t
  private let pipe: Int32
  private var hasEnded = false

  /// Starts the shell, which waits.
  init(_ command: String) throws {
    var ends: [Int32] = [-1, -1]
    guard unsafe Glibc.pipe(&ends) == 0 else { throw Self.failure(errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    pipe = ends[1]
    let shell = System.Command(
      path: "/bin/sh", arguments: ["-c", Self.script, "sh", command], descriptors: [ends[0]],
      environment: .own)
    do throws(SystemError) { pid = try shell.startBeside() } catch {
      close(ends[1])
      throw Self.failure(error.code)
    }
  }

  deinit { close(pipe) }

  private static func failure(_ number: Int32) -> ExitCode {
    Terminal.complain("cannot start /bin/sh for --exec: \(LibbpfCode(number).text)")
    return Failure.machinery
  }

  /// Lets the command run.
  func release() {
    var byte = UInt8(ascii: "\n")
    _ = unsafe write(pipe, &byte, 1)
  }

  /// Whether the command has ended; what it started may go on.
  var isOver: Bool {
    if !hasEnded { hasEnded = waitpid(pid, nil, WNOHANG) != 0 }
    return hasEnded
  }
}
