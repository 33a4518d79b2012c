// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

/// An open as the program that made it knows it.
private struct Open: Decodable, Hashable {
  var tid: UInt32
  var uid: UInt32
  var result: Int32
  var flags: UInt32
  /// In hexadecimal; `nil` where it could not be read.
  var path: String?
}

/// An open that is none of open, openat and openat2.
private struct OddOpen: Decodable, Hashable {
  var result: Int32
  var flags: UInt32
  var isByHandle: Bool
  /// The last part.
  var path: String?

  init(_ event: OpenEvent) {
    result = event.result
    flags = event.flags
    isByHandle = event.isByHandle
    path = event.path?.text.split(separator: "/").last.map(String.init)
  }
}

extension RunningKernelTests {
  @Suite struct OpensnoopTests {
    private static let rungs = Rungs.of(Opensnoop())

    @Test(.requiresRoot, arguments: rungs)
    func `every open is reported once with every field`(rung: String) throws {
      let folder = try TemporaryFolder()
      let watched = try watch(Opensnoop(withTime: true), rung: rung) {
        try Program.run(Self.program, in: folder.url, telling: [Open].self)
      }
      #expect(watched.drops == 0)
      let truth = watched.result.truth
      #expect(truth.count == 14)
      let ours = watched.events.filter { $0.pid == watched.result.pid }
      // The interpreter's own opens come before the first of these.
      let first = ours.firstIndex { $0.path?.text == "begin" }
      let opens = ours[try #require(first)...].map { event in
        Open(
          tid: event.tid, uid: event.uid, result: event.result, flags: event.flags,
          path: event.path?.hexadecimal)
      }
      #expect(opens == truth)
      #expect(ours.allSatisfy { $0.comm.text == "a\u{1b}name" || $0.comm.text.hasPrefix("python") })
      #expect(ours.last?.comm.text == "a\u{1b}name")
      #expect(zip(ours, ours.dropFirst()).allSatisfy { ($0.time ?? 0) < ($1.time ?? 0) })
    }

    @Test(.requiresRoot, arguments: rungs)
    func `none of many opens by two threads is missed`(rung: String) throws {
      let watched = try watch(Opensnoop(withTime: false), rung: rung) {
        DispatchQueue.concurrentPerform(iterations: 2) { thread in
          for index in 0..<5000 {
            close(unsafe open("/no/such/\(thread)/\(index)", O_RDONLY))
          }
        }
      }
      #expect(watched.drops == 0)
      for thread in 0..<2 {
        let prefix = "/no/such/\(thread)/"
        let ours = watched.events.filter { $0.path?.text.hasPrefix(prefix) == true }
        #expect(ours.map { $0.path?.text ?? "" } == (0..<5000).map { "\(prefix)\($0)" })
        #expect(ours.allSatisfy { $0.result == -ENOENT && $0.pid == UInt32(getpid()) })
      }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `opens by creat, by handle and by io_uring are reported as the others`(
      rung: String
    ) throws {
      let folder = try TemporaryFolder()
      for probe in [Opensnoop(), Opensnoop(withDirectory: true)] {
        let watched = try watch(probe, rung: rung) {
          try Program.run(Self.oddOpens, in: folder.url, telling: [OddOpen].self)
        }
        #expect(watched.drops == 0)
        let ours = watched.events.filter { $0.pid == watched.result.pid }
        let first = ours.firstIndex { $0.path?.text == "begin" }
        let seen = ours[try #require(first)...].dropFirst()
        #expect(seen.map(OddOpen.init) == watched.result.truth)
        #expect(seen.allSatisfy { $0.tid == $0.pid && $0.uid == getuid() })
        guard probe.withDirectory else { continue }
        let place = folder.url.resolvingSymlinksInPath().path + "/"
        #expect(seen.compactMap(\.fullPath?.text).allSatisfy { $0.hasPrefix(place) })
      }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `opens by creat, by handle and by io_uring are left out by the filters`(
      rung: String
    ) throws {
      let folder = try TemporaryFolder()
      for probe in [
        Opensnoop(failedOnly: true), Opensnoop(flags: [.exclusive]),
        Opensnoop(filter: ProbeFilter(uid: 4711)),
      ] {
        let watched = try watch(probe, rung: rung) {
          try Program.run(Self.oddOpens, in: folder.url, telling: [OddOpen].self)
        }
        let ours = watched.events.filter { $0.pid == watched.result.pid }
        #expect(ours.allSatisfy { probe.failedOnly && $0.result < 0 })
        let failed = watched.result.truth.map(\.result).filter { $0 < 0 }
        #expect(ours.map(\.result).suffix(failed.count) == (probe.failedOnly ? failed[...] : []))
      }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `an open that a signal interrupts has failed with EINTR`(rung: String) throws {
      let folder = try TemporaryFolder()
      let watched = try watch(Opensnoop(failedOnly: true), rung: rung) {
        try Program.run(
          """
          import _signal as signal, ctypes, os
          os.mkfifo("fifo")
          signal.signal(signal.SIGALRM, lambda *_: None)
          signal.siginterrupt(signal.SIGALRM, True)
          signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
          signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
          result = ctypes.CDLL(None).open(b"fifo", os.O_RDONLY)
          signal.setitimer(signal.ITIMER_REAL, 0)
          print(result)
          """, in: folder.url, telling: Int.self)
      }
      #expect(watched.result.truth == -1)
      let ours = watched.events.filter { $0.path?.text == "fifo" && $0.pid == watched.result.pid }
      #expect(ours.map(\.result) == [-EINTR])
    }

    private static let oddOpens =
      RingProgram.prelude + """
        import json, os
        truth = []
        def note(path, result, flags, handle=False):
            truth.append(dict(path=path, result=result, flags=flags, isByHandle=handle))
        ring = Ring()
        handle = bytearray(136); struct.pack_into("I", handle, 0, 128)
        place, mount = (ctypes.c_char * 136).from_buffer(handle), ctypes.c_int()

        os.open("begin", os.O_CREAT | os.O_RDONLY)
        creat = os.O_CREAT | os.O_WRONLY | os.O_TRUNC
        note("made", returned(libc.syscall(85, b"made", 0o600)), creat)
        note("none", returned(libc.syscall(85, b"no/none", 0o600)), creat)
        assert libc.syscall(303, -100, b"made", place, ctypes.byref(mount), 0) == 0
        note("made", returned(libc.syscall(304, -100, place, os.O_RDWR)), os.O_RDWR, True)
        struct.pack_into("I", handle, 4, 0x7777)
        note(None, returned(libc.syscall(304, -100, place, os.O_RDONLY)), os.O_RDONLY, True)
        for path, flags in ("made", os.O_RDWR), ("none", os.O_WRONLY), ("made", os.O_CLOEXEC):
            name, how = ctypes.create_string_buffer(path.encode()), (ctypes.c_uint64 * 3)(flags)
            at = ctypes.addressof(name)
            note(path, ring.call(entry(18, -100, 0, at, 0, flags)), flags)
            note(path, ring.call(entry(28, -100, ctypes.addressof(how), at, 24, 0)), flags)
        print(json.dumps(truth), flush=True)
        os._exit(0)
        """

    /// Opens by number of the system call, so that the flags are those that are given.
    private static let program = """
      import ctypes, errno, json, os, threading
      libc = ctypes.CDLL(None, use_errno=True)
      open("/proc/self/comm", "wb").write(b"a\\x1bname")
      truth = []
      def note(path, result, flags, uid=0):
          truth.append(dict(tid=threading.get_native_id(), uid=uid, result=result, flags=flags,
              path=None if path is None else path.hex()))
      def returned(value): return value if value >= 0 else -ctypes.get_errno()
      def op(path, flags, mode=0o600):
          note(path, returned(libc.syscall(2, path, flags, mode)), flags)
      def openat(path, flags, mode=0o600):
          note(path, returned(libc.syscall(257, -100, path, flags, mode)), flags)
      def openat2(path, flags, mode=0):
          how = (ctypes.c_uint64 * 3)(flags, mode, 0)
          note(path, returned(libc.syscall(437, -100, path, how, 24)), flags)

      openat(b"begin", os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC)
      op(b"begin", os.O_RDWR)
      openat2(b"begin", os.O_RDONLY | os.O_NOFOLLOW)
      op(b"", os.O_RDONLY)
      openat(b"none", os.O_RDONLY)
      openat2(b"none/deeper", os.O_RDWR)
      openat(b"begin", os.O_CREAT | os.O_EXCL)
      openat(b"begin/", os.O_DIRECTORY)
      openat(b"\\x1b[2J\\n\\\\\\xff", os.O_CREAT | os.O_WRONLY)
      openat(b"./" * 2045 + b"begin", os.O_RDONLY)
      path = b"y" * 5000
      libc.syscall(257, -100, path, 0, 0); note(path[:4095], -errno.ENAMETOOLONG, 0)
      libc.syscall(257, -100, None, 0, 0); note(None, -errno.EFAULT, 0)
      thread = threading.Thread(target=lambda: op(b"begin", os.O_RDONLY))
      thread.start(); thread.join()
      os.setreuid(65534, -1)
      fd = returned(libc.syscall(2, b"begin", 0, 0)); note(b"begin", fd, 0, 65534)
      print(json.dumps(truth), flush=True)
      os._exit(0)
      """
  }
}
