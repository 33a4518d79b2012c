// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A process that does a little of everything that probes watch, again and again, as itself: it opens a file, reads
/// it from the disk, calls a function, sleeps, and then executes itself anew.
final class Outsider {
  /// Its name, which no other thread has.
  static let name = "tare-outsider"

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
    os.execv(sys.argv[0], sys.argv)
    """

  private let process = Process()
  private let folder: TemporaryFolder
  var pid: String { "\(process.processIdentifier)" }

  /// Starts it, as some user.
  init(uid: UInt32 = 0) throws {
    folder = try TemporaryFolder()
    let script = folder.url.appending(path: Self.name)
    let file = folder.url.appending(path: "file")
    try Data(Self.program.utf8).write(to: script)
    try Data(repeating: 7, count: 4096).write(to: file)
    for (path, mode) in [(folder.url, 0o777), (script, 0o755), (file, 0o666)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path.path)
    }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
    process.arguments = ["--reuid", "\(uid)", "--clear-groups", "--", script.path, file.path]
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Moves it into a cgroup.
  func join(_ group: String) throws {
    try Data(pid.utf8).write(to: URL(fileURLWithPath: "\(group)/cgroup.procs"))
  }

  /// Ends it.
  func stop() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  deinit { if process.isRunning { stop() } }
}
