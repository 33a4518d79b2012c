// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

/// Each condition from both sides: what it lets through and what it keeps out.
extension RunningKernelTests {
  @Suite struct FilterTests {
    private static let rungs = Rungs.of(Opensnoop())

    /// What opens of a fixed program a filter lets through, by the last part of their paths.
    private func opens(_ probe: Opensnoop, rung: String) throws -> [String] {
      let folder = try TemporaryFolder()
      let name = folder.url.lastPathComponent
      let watched = try watch(probe, rung: rung) {
        try Program.run(Self.program(name), in: folder.url, telling: Int.self)
      }
      #expect(watched.drops == 0)
      return watched.events.compactMap { $0.path?.text }.filter { $0.contains("\(name)/") }.map {
        URL(fileURLWithPath: $0).lastPathComponent
      }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `a name anywhere in the thread's name`(rung: String) throws {
      for part in ["a-thread-name", "a-", "thread", "name"] {
        let probe = Opensnoop(filter: ProbeFilter(comm: Array(part.utf8)))
        #expect(try opens(probe, rung: rung) == ["named"])
      }
      for part in ["b-", "namee", "a-thread-name-x"] {
        let probe = Opensnoop(filter: ProbeFilter(comm: Array(part.utf8)))
        #expect(try opens(probe, rung: rung).isEmpty)
      }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `the real user`(rung: String) throws {
      #expect(try opens(Opensnoop(filter: ProbeFilter(uid: 4711)), rung: rung) == ["user"])
    }

    @Test(.requiresRoot, arguments: rungs)
    func `another process and another thread are not there`(rung: String) throws {
      #expect(try opens(Opensnoop(filter: ProbeFilter(pid: 1)), rung: rung).isEmpty)
      #expect(try opens(Opensnoop(filter: ProbeFilter(tid: 1)), rung: rung).isEmpty)
    }

    @Test(.requiresRoot, arguments: rungs)
    func `a process is all of its threads, a thread only itself`(rung: String) throws {
      let own = ProbeFilter(pid: UInt32(getpid()))
      let link = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
      let thread = ProbeFilter(tid: UInt32(URL(fileURLWithPath: link).lastPathComponent))
      for (filter, count) in [(own, 4), (thread, 1)] {
        let watched = try watch(Opensnoop(filter: filter), rung: rung) {
          close(unsafe open("/no/such/filtered", O_RDONLY))
          for _ in 0..<3 {
            let other = Thread { close(unsafe open("/no/such/filtered", O_RDONLY)) }
            other.start()
            while !other.isFinished { usleep(1000) }
          }
          return try Program.run("print(1)", in: URL(fileURLWithPath: "/"), telling: Int.self).pid
        }
        #expect(watched.events.count { $0.path?.text == "/no/such/filtered" } == count)
        #expect(watched.events.allSatisfy { $0.pid == UInt32(getpid()) })
      }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `a family is a process and all that it starts`(rung: String) throws {
      let filter = ProbeFilter(family: UInt32(getpid()))
      let all = ["first", "named", "thread", "child", "grandchild", "user"]
      #expect(try opens(Opensnoop(filter: filter), rung: rung) == all)
      #expect(try opens(Opensnoop(filter: ProbeFilter(family: 1)), rung: rung).isEmpty)
    }

    @Test(.requiresRoot, arguments: rungs)
    func `only failures, only some flags`(rung: String) throws {
      #expect(try opens(Opensnoop(failedOnly: true), rung: rung) == ["child"])
      #expect(try opens(Opensnoop(flags: [.append]), rung: rung) == ["named"])
      #expect(try opens(Opensnoop(flags: [.readWrite]), rung: rung) == ["thread"])
      #expect(
        try opens(Opensnoop(flags: [.append, .readWrite]), rung: rung) == ["named", "thread"])
    }

    @Test(.requiresRoot, arguments: rungs)
    func `a cgroup and those below it`(rung: String) throws {
      let group = try TestCgroup()
      defer { group.remove() }
      let probe = Opensnoop(filter: ProbeFilter(cgroup: group.path))
      let watched = try watch(probe, rung: rung) {
        try Program.run(
          group.joining(
            """
            join("/")
            attempt("/no/such/outside")
            join("inner")
            attempt("/no/such/inner")
            join("")
            attempt("/no/such/inside")
            join("/")
            attempt("/no/such/outside")
            print(1)
            """), in: URL(fileURLWithPath: "/"), telling: Int.self)
      }
      let paths = watched.events.compactMap { $0.path?.text }.filter { $0.hasPrefix("/no/such") }
      #expect(paths == ["/no/such/inner", "/no/such/inside"])
    }

    @Test(.requiresRoot) func `a directory that is no cgroup is refused by name`() throws {
      let probe = Opensnoop(filter: ProbeFilter(cgroup: "/proc"))
      let error = #expect(throws: BPFError.self) { try probe.load(probe.ladder[2]) }
      #expect(
        error?.description.contains("'/proc': Invalid argument (it is no cgroup of version 2)")
          == true)
      #expect(throws: BPFError.self) {
        try Opensnoop(filter: ProbeFilter(cgroup: "/no/such")).load(probe.ladder[2])
      }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `a relative path comes with the directory it begins in`(rung: String) throws {
      let folder = try TemporaryFolder()
      let disk = try SmallDisk(mebibytes: 1)
      let watched = try watch(Opensnoop(withDirectory: true), rung: rung) {
        try Program.run(
          """
          import os
          os.makedirs("deep/er"); os.mkdir("\(disk.path)/sub")
          def attempt(path, fd=None):
              try: os.close(os.open(path, os.O_RDONLY, dir_fd=fd))
              except OSError: pass
          attempt("tare-relative")
          attempt("tare-relative", os.open("deep/er", os.O_PATH))
          os.chdir("\(disk.path)/sub"); attempt("tare-relative")
          os.chdir("/"); attempt("tare-relative")
          attempt("/tare-relative")
          print(1)
          """, in: folder.url, telling: Int.self)
      }
      let ours = watched.events.filter { $0.path?.text.hasSuffix("tare-relative") == true }
      let place = folder.url.path
      #expect(
        ours.map { $0.fullPath?.text } == [
          "\(place)/tare-relative", "\(place)/deep/er/tare-relative",
          "\(disk.path)/sub/tare-relative", "/tare-relative", "/tare-relative",
        ])
      #expect(ours.last?.directory == nil)
    }

    /// Opens six files by paths that hold the folder's name, as different processes, threads and
    /// users.
    private static func program(_ folder: String) -> String {
      """
      import os, threading
      place = os.getcwd()
      def attempt(name, flags=os.O_CREAT | os.O_WRONLY):
          try: os.close(os.open(place + "/" + name, flags, 0o600))
          except OSError: pass
      def child(body):
          pid = os.fork()
          if pid == 0:
              try: body()
              finally: os._exit(0)
          os.waitpid(pid, 0)
      os.chmod(place, 0o777)
      attempt("first")
      old = open("/proc/self/comm").read()
      open("/proc/self/comm", "w").write("a-thread-name")
      attempt("named", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
      open("/proc/self/comm", "w").write(old)
      thread = threading.Thread(target=lambda: attempt("thread", os.O_CREAT | os.O_RDWR))
      thread.start(); thread.join()
      def inner():
          attempt("child", os.O_RDONLY)
          child(lambda: attempt("grandchild"))
      child(inner)
      def other():
          os.setuid(4711); attempt("user")
      child(other)
      print(1)
      """
    }
  }
}
