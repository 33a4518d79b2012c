// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import System
import Testing

/// Code that a process made itself has the names that the process lists for perf.
@Suite struct GeneratedCodeTests {
  private let folder: TemporaryFolder
  private var path: String { folder.url.appending(path: "program").path }

  /// Makes code and lists it in `/tmp/perf-PID.map`, where `PID` is the number that it has itself.
  private static let source = LiveProgram.Source(
    function: "unused",
    statements: """
      char *code = (char *)mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      char name[64];
      sprintf(name, "/tmp/perf-%d.map", getpid());
      FILE *list = fopen(name, "w");
      fprintf(list, "%lx 40 LMade;::up\\n%lx 40 \\033[2Jother\\n", (long)code, (long)code + 64);
      fclose(list);
      """, address: "code")

  /// A root's `/tmp` of its own, so that nobody else's is looked at.
  private static let ownTmp = "mount -t tmpfs none /tmp && exec \"$0\""

  init() throws {
    folder = try TemporaryFolder()
    try Self.source.make(path)
  }

  @Test(.requiresRoot) func `the list is that of the process's own root`() throws {
    let program = try LiveProgram(
      "/usr/bin/unshare", ["-m", "--propagation", "private", "sh", "-c", Self.ownTmp, path])
    let symbols = try UserSymbols(of: program.pid)
    #expect(symbols.place(of: program.address) == .function("LMade;::up"))
    #expect(symbols.place(of: program.address + 128) == .unknown)
  }

  @Test(.requiresRoot) func `its name has the number in the process's own PID namespace`() throws {
    let parent = try LiveProgram(
      "/usr/bin/unshare",
      ["-m", "-p", "-f", "--kill-child", "--propagation", "private", "sh", "-c", Self.ownTmp, path])
    let children = try #require(
      File.text(of: "/proc/\(parent.pid)/task/\(parent.pid)/children"))
    let child = try #require(children.split(separator: " ").first.flatMap { UInt32($0) })
    #expect(try UserSymbols(of: child).place(of: parent.address) == .function("LMade;::up"))
  }

  @Test(.requiresRoot) func `another user's list is not believed, nor is one behind a pipe`() throws
  {
    let script = """
      mount -t tmpfs none /tmp && chmod 1777 /tmp && exec setpriv --reuid 65534 --clear-groups "$0"
      """
    let program = try LiveProgram(
      "/usr/bin/unshare", ["-m", "--propagation", "private", "sh", "-c", script, path])
    let list = "/proc/\(program.pid)/root/tmp/perf-\(program.pid).map"
    #expect(try UserSymbols(of: program.pid).place(of: program.address) != .unknown)
    #expect(unsafe chown(list, 65533, 0) == 0)
    #expect(try UserSymbols(of: program.pid).place(of: program.address) == .unknown)
    #expect(unsafe unlink(list) == 0)
    #expect(unsafe mkfifo(list, 0o644) == 0)
    #expect(try UserSymbols(of: program.pid).place(of: program.address) == .unknown)
  }

  @Test(.requiresRoot) func `a link leads nowhere outside of the process's own root`() throws {
    let outside = folder.url.appending(path: "outside").path
    let script = "mount -t tmpfs none '\(folder.url.path)' && \(Self.ownTmp)"
    let copy = "/usr/local/bin/tare-\(UUID().uuidString)"
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    defer { do { try FileManager.default.removeItem(atPath: copy) } catch { Issue.record(error) } }
    let program = try LiveProgram(
      "/usr/bin/unshare", ["-m", "--propagation", "private", "sh", "-c", script, copy])
    let address = String(program.address, radix: 16)
    try "\(address) 40 forged\n".write(toFile: outside, atomically: true, encoding: .utf8)
    let list = "/proc/\(program.pid)/root/tmp/perf-\(program.pid).map"
    #expect(unsafe unlink(list) == 0)
    #expect(unsafe symlink(outside, list) == 0)
    #expect(try UserSymbols(of: program.pid).place(of: program.address) == .unknown)
  }
}
