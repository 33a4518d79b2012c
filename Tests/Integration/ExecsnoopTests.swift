// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

/// An exec as the program that made it knows it; bytes in hexadecimal.
private struct Exec: Decodable, Hashable {
  var pid: UInt32
  var ppid: UInt32
  var uid: UInt32
  var result: Int32
  /// `nil` where kernels differ.
  var comm: String?
  var filename: String?
  var arguments: [String]
  var isCut: Bool
  var isUnreadable: Bool

  init(_ event: ExecEvent, withComm: Bool) {
    pid = event.pid
    ppid = event.ppid
    uid = event.uid
    result = event.result
    comm = withComm ? event.comm.text : nil
    filename = event.filename?.hexadecimal
    arguments = event.arguments.map(\.hexadecimal)
    isCut = event.isCut
    isUnreadable = event.isUnreadable
  }
}

extension RunningKernelTests {
  @Suite struct ExecsnoopTests {
    private static let rungs = Rungs.of(Execsnoop())
    /// Kernels differ in how they read an empty argument.
    private static let rungsOfFailed = Rungs.onEveryKernel(Execsnoop(includeFailed: true))

    private struct Truth: Decodable {
      var execs: [Exec]
      /// Processes that made no exec, or failed ones only.
      var silent: [UInt32]
    }

    private func compare(_ watched: Watched<Execsnoop, Truth>) {
      #expect(watched.drops == 0)
      let byProcess = Dictionary(grouping: watched.events, by: \.pid)
      for exec in watched.result.execs {
        let seen = (byProcess[exec.pid] ?? []).map { Exec($0, withComm: exec.comm != nil) }
        #expect(seen == [exec])
      }
      for pid in watched.result.silent { #expect(byProcess[pid] == nil) }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `every exec is reported once with every field`(rung: String) throws {
      let folder = try TemporaryFolder()
      let watched = try watch(Execsnoop(), rung: rung) {
        try Program.run(Self.prelude + Self.successes, in: folder.url, telling: Truth.self).truth
      }
      #expect(watched.result.execs.count == 11)
      compare(watched)
    }

    @Test(.requiresRoot, arguments: rungsOfFailed)
    func `failed execs are reported when asked for`(rung: String) throws {
      let folder = try TemporaryFolder()
      let watched = try watch(Execsnoop(includeFailed: true), rung: rung) {
        try Program.run(Self.prelude + Self.failures, in: folder.url, telling: Truth.self).truth
      }
      #expect(watched.result.execs.count == 9)
      compare(watched)
    }

    @Test(.requiresRoot, arguments: rungs)
    func `failed execs are not reported unasked`(rung: String) throws {
      let folder = try TemporaryFolder()
      let watched = try watch(Execsnoop(), rung: rung) {
        try Program.run(Self.prelude + Self.failures, in: folder.url, telling: Truth.self).truth
      }
      let failed = Set(watched.result.execs.map(\.pid))
      #expect(failed.count == 9)
      // The program's own exec, at least.
      #expect(!watched.events.isEmpty)
      #expect(!watched.events.contains { failed.contains($0.pid) })
    }

    @Test(.requiresRoot, arguments: rungs)
    func `none of many execs is missed`(rung: String) throws {
      let count = rung == Self.rungs.first ? 10_000 : 1_000
      let folder = try TemporaryFolder()
      let watched = try watch(Execsnoop(), rung: rung) {
        try Program.run(
          """
          import json, os
          pids = []
          for i in range(\(count)):
              pid = os.posix_spawn("/bin/true", ["true", str(i)], {})
              os.waitpid(pid, 0)
              pids.append(pid)
          print(json.dumps(pids))
          """, in: folder.url, telling: [UInt32].self)
      }
      #expect(watched.drops == 0)
      let ours = watched.events.filter { $0.ppid == watched.result.pid }
      #expect(ours.map(\.pid) == watched.result.truth)
      #expect(ours.map { $0.arguments[1].text } == (0..<count).map(String.init))
      #expect(ours.allSatisfy { $0.filename?.text == "/bin/true" && $0.comm.text == "true" })
      #expect(zip(ours, ours.dropFirst()).allSatisfy { $0.time < $1.time })
    }

    /// Runs an exec in a child and writes down what there is to know of it.
    private static let prelude = """
      import ctypes, errno, json, os, threading
      libc = ctypes.CDLL(None, use_errno=True)
      execs, silent = [], []
      mine = open("/proc/self/comm").read().strip()

      def strings(items): return (ctypes.c_char_p * (len(items) + 1))(*items, None)

      def child(call, uid=0):
          pid = os.fork()
          if pid == 0:
              try:
                  if uid: os.setuid(uid)
                  call()
              finally:
                  os._exit(99)
          _, status = os.waitpid(pid, 0)
          return pid, os.waitstatus_to_exitcode(status)

      def pieces(joined): return [p.hex() for p in joined.removesuffix(b"\\0").split(b"\\0")]

      def note(pid, filename, joined, comm=mine, uid=0, result=0, cut=False, unreadable=False):
          execs.append(dict(pid=pid, ppid=os.getpid(), uid=uid, result=result, comm=comm,
              filename=None if filename is None else filename.hex(),
              arguments=pieces(joined) if joined else [], isCut=cut, isUnreadable=unreadable))

      def joined(arguments): return b"".join(a + b"\\0" for a in arguments)

      """

    private static let successes = """
      def execve(filename, arguments, comm="true", uid=0, seen=None):
          pid, code = child(lambda: os.execve(filename, arguments, {b"A": b"b"}), uid)
          assert code == 0, filename
          whole = joined(seen or arguments)
          note(pid, filename, whole[:4096], comm, uid, cut=len(whole) > 4096)

      execve(b"/bin/true", [b"true"])
      execve(b"/bin/true", [b"another name", b"", b"a  b", b"\\x1b[2J\\n\\xff\\xfe\\\\"])
      execve(b"/bin/true", [b"true", b"x"], uid=65534)
      execve(b"/bin/true", [b"true"] + [b"y" * 100] * 60)
      execve(b"/bin/true", [b"true", b"z" * 4090])
      execve(b"/bin/true", [b"true", b"z" * 4091])

      with open("script", "w") as file: file.write("#!/bin/true -a b\\n")
      os.chmod("script", 0o755)
      execve(b"./script", [b"ignored", b"x"], "script",
          seen=[b"/bin/true", b"-a b", b"./script", b"x"])

      def execveat(fd, path, flags): libc.syscall(322, fd, path, strings([b"t", b"1"]), strings([]), flags)
      bin, true = os.open("/bin", os.O_PATH), os.open("/bin/true", os.O_PATH)
      pid, code = child(lambda: execveat(bin, b"true", 0)); assert code == 0
      note(pid, b"/dev/fd/%d/true" % bin, b"t\\0001\\0", "true")
      pid, code = child(lambda: execveat(true, b"", 0x1000)); assert code == 0
      note(pid, b"/dev/fd/%d" % true, b"t\\0001\\0", None)
      pid, code = child(lambda: execveat(true, b"", 0x11000)); assert code == 99
      silent.append(pid)

      def by_thread():
          thread = threading.Thread(target=lambda: os.execv("/bin/true", ["thread"]))
          thread.start()
          thread.join()
      pid, code = child(by_thread); assert code == 0
      note(pid, b"/bin/true", b"thread\\0", "true")

      pid = os.posix_spawn("/bin/true", ["spawned"], {}); os.waitpid(pid, 0)
      note(pid, b"/bin/true", b"spawned\\0", "true")

      silent.append(child(lambda: None)[0])
      print(json.dumps(dict(execs=execs, silent=silent)))
      """

    private static let failures = """
      def fail(error, filename, arguments, seen=None, cut=False):
          pid, code = child(lambda: os.execve(filename, arguments, {})); assert code == 99
          note(pid, filename, joined(arguments) if seen is None else seen, result=-error, cut=cut)

      for name, text in (("plain", ""), ("text", "no program"), ("lost", "#!/no/interpreter")):
          with open(name, "w") as file: file.write(text)
      os.chmod("text", 0o755); os.chmod("lost", 0o755)
      fail(errno.ENOENT, b"/no/such/program", [b"no", b"such", b""])
      fail(errno.EACCES, b"plain", [b"plain"])
      fail(errno.ENOEXEC, b"text", [b"text", b"\\n"])
      fail(errno.ENOENT, b"./lost", [b"lost"])
      fail(errno.ENOENT, b"/no", [b"no", b"z" * 5000], b"no\\0" + b"z" * 4092, True)
      fail(errno.ENOENT, b"/no", [b"%d" % i for i in range(200)],
          joined([b"%d" % i for i in range(128)]), True)

      bad = ctypes.c_void_p(8)
      pid, _ = child(lambda: libc.syscall(59, bad, strings([b"x"]), strings([])))
      note(pid, None, b"x\\0", result=-errno.EFAULT)
      pid, _ = child(lambda: libc.syscall(59, b"/bin/true", bad, strings([])))
      note(pid, b"/bin/true", b"", result=-errno.EFAULT, unreadable=True)
      pid, _ = child(lambda: libc.syscall(322, os.open("/", 0), b"no", strings([b"x"]), strings([]), 0))
      note(pid, b"no", b"x\\0", result=-errno.ENOENT)
      print(json.dumps(dict(execs=execs, silent=silent)))
      """
  }
}
