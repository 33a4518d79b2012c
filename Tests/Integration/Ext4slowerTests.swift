// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

/// An operation as the program that made it knows it.
private struct FileOperation: Decodable {
  /// `read`, `write`, `open` or `fsync`.
  var operation: String
  var name: String
  var result: Int64
  var offset: Int64
  var tid: UInt32
  /// Nanoseconds of CLOCK_MONOTONIC around it.
  var before: UInt64
  var after: UInt64
}

extension RunningKernelTests {
  @Suite(.requiresExt4) struct Ext4slowerTests {
    private static let rungs = Rungs.of(Ext4slower())
    private static let rungsOnCalls = rungs.filter { !Rungs.inGuests.contains($0) }

    @Test(.requiresRoot, arguments: rungs)
    func `every operation is reported once with every field`(rung: String) throws {
      let folder = try TemporaryFolder()
      let watched = try watch(Ext4slower(threshold: .zero), rung: rung) {
        try Program.run(
          Self.prelude + Self.operations, in: folder.url, telling: [FileOperation].self)
      }
      #expect(watched.drops == 0)
      let truth = watched.result.truth
      let names = Set(truth.map(\.name))
      let events = watched.events.filter {
        $0.pid == watched.result.pid && names.contains($0.name?.text ?? "")
      }
      #expect(truth.count == 16)
      #expect(events.map { "\($0.operation)" } == truth.map(\.operation))
      for (event, operation) in zip(events, truth) {
        #expect(event.name?.text == operation.name)
        #expect(event.result == operation.result)
        #expect(event.offset == operation.offset)
        #expect(event.tid == operation.tid)
        #expect((operation.before...operation.after).contains(event.time))
        #expect(event.duration > 0)
        #expect(event.time - event.duration >= operation.before)
        #expect(event.comm.text.hasPrefix("python"))
      }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `files elsewhere, pipes and directories are not reported`(rung: String) throws {
      let folder = try TemporaryFolder()
      let watched = try watch(Ext4slower(threshold: .zero), rung: rung) {
        try Program.run(
          Self.prelude + Self.seen + Self.strangers, in: folder.url, telling: [String].self)
      }
      let names = Set(watched.result.truth)
      #expect(names.count == 5)
      let ours = watched.events.filter { $0.pid == watched.result.pid }.map { $0.name?.text ?? "" }
      #expect(ours.contains("seen"))
      #expect(names.isDisjoint(with: ours))
    }

    @Test(.requiresRoot, arguments: rungs)
    func `only what takes as long as the threshold is reported`(rung: String) throws {
      let folder = try TemporaryFolder()
      let watched = try watch(Ext4slower(threshold: .microseconds(50)), rung: rung) {
        try Program.run(
          """
          import json, os
          file = os.open("slow", os.O_CREAT | os.O_RDWR)
          for i in range(20):
              os.write(file, b"x" * 65536)
              os.fsync(file)
          for i in range(5000): os.pread(file, 8, 0)
          print(json.dumps([]))
          """, in: folder.url, telling: [String].self)
      }
      let ours = watched.events.filter { $0.pid == watched.result.pid && $0.name?.text == "slow" }
      #expect(ours.allSatisfy { $0.duration >= 50_000 })
      #expect(ours.filter { $0.operation == .fsync }.count == 20)
      #expect(ours.filter { $0.operation == .read }.count < 250)
    }

    @Test(.requiresRoot, arguments: rungsOnCalls)
    func `calls that move bytes or sync a part are reported`(rung: String) throws {
      try expect(Self.prelude + Self.oddCalls, on: rung)
    }

    @Test(.requiresRoot, arguments: rungsOnCalls)
    func `what an io_uring is asked for is reported`(rung: String) throws {
      try expect(RingProgram.prelude + Self.prelude + Self.byRing, on: rung)
    }

    @Test(.requiresRoot, arguments: rungsOnCalls)
    func `operations on files in an overlay on ext4 are reported`(rung: String) throws {
      try expect(Self.prelude + Self.overlay, on: rung)
    }

    @Test(.requiresRoot, arguments: rungsOnCalls)
    func `operations on files in an overlay on another file system are not reported`(
      rung: String
    ) throws {
      let folder = try TemporaryFolder()
      let watched = try watch(Ext4slower(threshold: .zero), rung: rung) {
        try Program.run(
          Self.prelude + Self.seen + Self.mounting("'/dev/shm/tare-%d' % os.getpid()")
            + "assert libc.umount(merged.encode()) == 0\n"
            + "shutil.rmtree(place)\nprint(json.dumps([]))", in: folder.url, telling: [String].self)
      }
      let ours = watched.events.filter { $0.pid == watched.result.pid }.map { $0.name?.text ?? "" }
      #expect(ours.contains("seen"))
      #expect(!ours.contains("new"))
    }

    /// Runs a program on a rung and compares operations, results and offsets.
    private func expect(_ program: String, on rung: String) throws {
      let folder = try TemporaryFolder()
      let watched = try watch(Ext4slower(threshold: .zero), rung: rung) {
        try Program.run(program, in: folder.url, telling: [FileOperation].self)
      }
      #expect(watched.drops == 0)
      let names = Set(watched.result.truth.map(\.name))
      let ours = watched.events.filter {
        $0.pid == watched.result.pid && names.contains($0.name?.text ?? "")
      }
      #expect(
        ours.map { "\($0.operation) \($0.name?.text ?? "") \($0.result) \($0.offset)" }
          == watched.result.truth.map { "\($0.operation) \($0.name) \($0.result) \($0.offset)" })
    }

    @Test(.requiresRoot, arguments: rungs)
    func `the fsync in a synchronous write and in an msync is reported`(rung: String) throws {
      let folder = try TemporaryFolder()
      let watched = try watch(Ext4slower(threshold: .zero), rung: rung) {
        try Program.run(
          """
          import json, mmap, os
          file = os.open("sync", os.O_CREAT | os.O_WRONLY | os.O_SYNC)
          os.write(file, b"x" * 4096)
          file = os.open("sync", os.O_RDWR)
          map = mmap.mmap(file, 4096)
          map[0] = 1
          map.flush()
          print(json.dumps([]))
          """, in: folder.url, telling: [String].self)
      }
      let ours = watched.events.filter { $0.pid == watched.result.pid && $0.name?.text == "sync" }
      #expect(ours.map(\.operation) == [.open, .fsync, .write, .open, .fsync])
    }

    private static let prelude = """
      import json, mmap, os, threading, time
      truth = []
      def note(operation, offset, call, name="file", result=None):
          before = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
          value = call()
          after = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
          if result is None: result = len(value) if isinstance(value, bytes) else value or 0
          truth.append(dict(operation=operation, name=name, result=result, offset=offset,
              tid=threading.get_native_id(), before=before, after=after))
          return value

      """

    /// A file on ext4, which every rung reports.
    private static let seen = """
      with open("seen", "wb") as file: file.write(b"x")

      """

    private static let operations = """
      f = note("open", 0, lambda: os.open("file", os.O_CREAT | os.O_RDWR), result=0)
      note("write", 0, lambda: os.write(f, b"x" * 10000))
      note("read", 50, lambda: os.pread(f, 100, 50))
      os.lseek(f, 500, 0)
      note("read", 500, lambda: os.read(f, 300))
      note("read", 800, lambda: os.readv(f, [bytearray(10), bytearray(20)]))
      note("write", 830, lambda: os.writev(f, [b"abc", b"d"]))
      note("read", 9990, lambda: os.pread(f, 100, 9990))
      note("read", 10000, lambda: os.pread(f, 100, 10000))
      note("write", 1 << 33, lambda: os.pwrite(f, b"y", 1 << 33))
      note("write", 70, lambda: os.pwritev(f, [b"1234", b"5"], 70))
      note("read", 70, lambda: os.preadv(f, [bytearray(3)], 70))
      note("fsync", 0, lambda: os.fsync(f))
      note("fsync", 0, lambda: os.fdatasync(f))
      a = note("open", 0, lambda: os.open("file", os.O_WRONLY | os.O_APPEND), result=0)
      note("write", (1 << 33) + 1, lambda: os.write(a, b"end"))
      thread = threading.Thread(target=lambda: note("read", 0, lambda: os.pread(f, 7, 0)))
      thread.start(); thread.join()
      print(json.dumps(truth))
      """

    private static let oddCalls = """
      import ctypes
      libc = ctypes.CDLL(None, use_errno=True)
      f = note("open", 0, lambda: libc.syscall(85, b"made", 0o600), "made", 0)
      note("write", 0, lambda: os.write(f, b"x" * 5000), "made")
      g = note("open", 0, lambda: os.open("made", os.O_RDWR), "made", 0)
      h = note("open", 0, lambda: os.open("copy", os.O_RDWR | os.O_CREAT), "copy", 0)
      note("write", 10, lambda: os.copy_file_range(g, h, 4000, 0, 10), "copy")
      note("write", 0, lambda: os.copy_file_range(g, h, 4000), "copy")
      note("write", 4000, lambda: os.sendfile(h, g, 100, 500), "copy")
      r, w = os.pipe()
      note("read", 20, lambda: os.sendfile(w, g, 20, 300), "made")
      note("read", 4000, lambda: os.splice(g, w, 50), "made")
      note("write", 7, lambda: os.splice(r, h, 60, offset_dst=7), "copy")
      note("fsync", 4096, lambda: libc.syscall(277, h, 4096, 4096, 7), "copy")
      print(json.dumps(truth))
      """

    /// An overlay in a mount namespace of its own, over two folders in what the Python expression
    /// `place` names.
    private static func mounting(_ place: String) -> String {
      """
      import ctypes, shutil
      libc = ctypes.CDLL(None, use_errno=True)
      place = \(place)
      for name in "lower", "upper", "work", "merged":
          os.makedirs(place + "/" + name)
      with open(place + "/first", "w") as file: file.write("o" * 100)
      os.rename(place + "/first", place + "/lower/old")
      options = "lowerdir={0}/lower,upperdir={0}/upper,workdir={0}/work".format(place)
      assert libc.unshare(0x20000) == 0
      assert libc.mount(None, b"/", None, 0x44000, None) == 0
      merged = place + "/merged"
      assert libc.mount(b"o", merged.encode(), b"overlay", 0, options.encode()) == 0
      n = note("open", 0, lambda: os.open(merged + "/new", os.O_RDWR | os.O_CREAT), "new", 0)
      note("write", 0, lambda: os.write(n, b"x" * 3000), "new")
      note("read", 10, lambda: os.pread(n, 50, 10), "new")
      note("fsync", 0, lambda: os.fsync(n), "new")
      os.close(n)

      """
    }

    private static let byRing = """
      ring, name, room = Ring(), ctypes.create_string_buffer(b"ringed"), ctypes.create_string_buffer(500)
      at, place = ctypes.addressof(name), ctypes.addressof(room)
      def asked(operation, offset, *request, result=None):
          return note(operation, offset, lambda: ring.call(entry(*request)), "ringed", result)
      f = asked("open", 0, 18, -100, 0, at, 0o600, os.O_CREAT | os.O_RDWR, result=0)
      asked("write", 0, 23, f, 0, place, 300, 0)
      asked("read", 40, 22, f, 40, place, 500, 0)
      asked("fsync", 0, 3, f, 0, 0, 0, 0)
      memory = os.memfd_create("elsewhere")
      assert ring.call(entry(23, memory, 0, place, 300, 0)) == 300
      print(json.dumps(truth))
      """

    private static let overlay =
      mounting("'tree'") + """
        o = note("open", 0, lambda: os.open(merged + "/old", os.O_RDONLY), "old", 0)
        note("read", 0, lambda: os.read(o, 70), "old")
        os.close(o)
        print(json.dumps(truth))
        """

    private static let strangers = """
      memory = os.memfd_create("stranger-memory"); os.write(memory, b"x"); os.fsync(memory)
      shm = os.open("/dev/shm/stranger-shm", os.O_CREAT | os.O_RDWR)
      os.write(shm, b"x"); os.pread(shm, 1, 0); os.fsync(shm); os.unlink("/dev/shm/stranger-shm")
      os.mkfifo("stranger-fifo"); fifo = os.open("stranger-fifo", os.O_RDWR)
      os.write(fifo, b"x"); os.read(fifo, 1)
      os.mkdir("stranger-folder"); os.open("stranger-folder", os.O_DIRECTORY)
      r, w = os.pipe(); os.write(w, b"x"); os.read(r, 1)
      try: os.open("stranger-none", os.O_RDONLY)
      except FileNotFoundError: pass
      print(json.dumps(["stranger-" + n for n in ("shm", "fifo", "folder", "none", "memory")]))
      """
  }
}
