// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A process that does a little of everything that probes watch, round after round, as itself: it
/// opens a file, reads it from the disk, calls a function, sleeps, and then executes itself anew.
final class Outsider {
  /// Its name, which no other thread on the machine has.
  let name = "tare-o\(UInt32.random(in: 0x1000_0000 ... .max))".prefix(15).description

  private static let program = """
    #!/usr/bin/python3 -IS
    import ctypes, mmap, os, sys, time
    room = mmap.mmap(-1, 4096)
    file = os.open(sys.argv[1], os.O_RDWR | os.O_DIRECT)
    os.preadv(file, [room], 0)
    os.pwritev(file, [room], 0)
    os.close(file)
    ctypes.CDLL(None).getpgid(0)
    time.sleep(0.01)
    rounds = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(rounds, b".")
    os.close(rounds)
    os.execv(sys.argv[0], sys.argv)
    """

  private let process = Process()
  private let folder: TemporaryFolder
  private var roundsFile: String { folder.url.appending(path: "rounds").path }
  var pid: String { "\(process.processIdentifier)" }

  /// Starts it, as some user, and returns when it has gone a round.
  init(uid: UInt32 = 0) throws {
    folder = try TemporaryFolder()
    let script = folder.url.appending(path: name)
    let file = folder.url.appending(path: "file")
    try Data(Self.program.utf8).write(to: script)
    try Data(repeating: 7, count: 4096).write(to: file)
    for (path, mode) in [(folder.url, 0o777), (script, 0o755), (file, 0o666)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path.path)
    }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
    process.arguments = [
      "--reuid", "\(uid)", "--clear-groups", "--", script.path, file.path, roundsFile,
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    try goRounds(1)
  }

  /// Returns when it has begun and ended so many more rounds.
  func goRounds(_ count: Int) throws {
    // One may have begun already.
    let wanted = rounds + count + 1
    while rounds < wanted {
      try #require(process.isRunning, "the outsider has ended")
      usleep(5000)
    }
  }

  /// A command for a shell that ends when it has begun and ended so many rounds.
  func shellWait(rounds count: Int) -> String {
    let size = "stat --format %s '\(roundsFile)'"
    return "n=$(\(size)); until [ $(\(size)) -gt $((n + \(count))) ]; do sleep 0.02; done"
  }

  private var rounds: Int {
    var status = stat()
    return unsafe stat(roundsFile, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Moves it into a cgroup.
  func join(_ group: String) throws {
    try Data(pid.utf8).write(to: URL(fileURLWithPath: "\(group)/cgroup.procs"))
  }

  /// Ends it.
  func stop() { process.end() }

  deinit { if process.isRunning { stop() } }
}
