// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Glibc

/// The command of `--exec`: started before the probe is attached, and let go when it is.
///
/// A shell waits on a pipe for its first line; where tare dies before it is sent, the shell ends without
/// running the command. It shares the terminal and the process group, so Ctrl-C reaches it too.
final class TracedCommand {
  private static let script = "read -r _ <&3 || exit 125; exec 3<&-; eval \"$1\""
  /// The descriptor that the script reads from.
  private static let input: Int32 = 3
  let pid: pid_t
  private let pipe: Int32
  private var hasEnded = false

  /// Starts the shell.
  init(_ command: String) throws {
    var ends: [Int32] = [-1, -1]
    guard unsafe Glibc.pipe(&ends) == 0 else { throw Self.failure(errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    pipe = ends[1]
    var pid = pid_t()
    let result = Self.spawn(command, waitingOn: ends[0], pid: &pid)
    guard result == 0 else {
      close(ends[1])
      throw Self.failure(result)
    }
    self.pid = pid
  }

  deinit { close(pipe) }

  private static func spawn(_ command: String, waitingOn end: Int32, pid: inout pid_t) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // A descriptor that already has the number keeps its close-on-exec flag, so it goes by another one.
    let source = fcntl(end, F_DUPFD_CLOEXEC, Self.input + 1)
    guard source >= 0 else { return errno }
    defer { close(source) }
    unsafe posix_spawn_file_actions_adddup2(&actions, source, Self.input)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let words = ["sh", "-c", script, "sh", command]
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    return unsafe posix_spawn(&pid, "/bin/sh", &actions, &attributes, &arguments, environ)
  }

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
