// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// Processes that make it hard: many threads, an end while an event is on its way, names that
  /// nobody would type.
  @Suite struct HostileProcessTests {
    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
    }

    /// What a tool reports of a program in Python that it runs.
    private func run(
      _ tool: String, _ options: String..., program: String
    ) throws -> JSONRun {
      let file = folder.url.appending(path: "program.py")
      try Data(program.utf8).write(to: file)
      return try JSONRun([tool] + options + ["--exec", "/usr/bin/python3 '\(file.path)'"])
    }

    /// 1,000 threads that all sleep, twice, each with the memory it needs and no more. They sleep
    /// for longer than one of them may have to wait for a CPU on its way into the sleep: else it
    /// would find the sleep over.
    private static let sleepers = """
      import threading, time
      threading.stack_size(65536)
      gate = threading.Barrier(1001)
      def work():
          gate.wait()
          for _ in range(2): time.sleep(0.5)
      threads = [threading.Thread(target=work) for _ in range(1000)]
      for thread in threads: thread.start()
      gate.wait()
      for thread in threads: thread.join()
      """

    @Test(.requiresRoot) func `runqlat tells 1,000 threads apart`() throws {
      let run = try run("runqlat", "--tids", "--comm", "python3", program: Self.sleepers)
      #expect(Set(run.events.compactMap { $0["tid"] as? Int }).count >= 1000)
    }

    @Test(.requiresRoot) func `offcputime tells 1,000 threads apart`() throws {
      let run = try run("offcputime", "--comm", "python3", program: Self.sleepers)
      let naps = run.events.filter { event in
        (event["frames"] as? [String])?.contains { $0.contains("nanosleep") } == true
      }
      // Some end in a moment that this kernel hides from programs.
      #expect(Set(naps.compactMap { $0["tid"] as? Int }).count >= 1000)
      #expect(naps.reduce(0) { $0 + ($1["count"] as? Int ?? 0) } >= 1950)
    }

    @Test(.requiresRoot) func `syscount counts a call of each of 1,000 threads`() throws {
      let program = """
        import ctypes, threading
        threading.stack_size(65536)
        libc = ctypes.CDLL(None)
        gate = threading.Barrier(1000)
        def work():
            gate.wait()
            libc.getppid()
        threads = [threading.Thread(target=work) for _ in range(1000)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        """
      let run = try run("syscount", "--top", "0", "--comm", "python3", program: program)
      let calls = run.events.first { $0["syscall"] as? String == "getppid" }
      #expect(calls?["count"] as? Int == 1000)
    }

    @Test(.requiresRoot) func `a process that is gone before its stack is read is still told`()
      throws
    {
      let sleepers = try repeatedWhereHidden(until: { $0.count == 2 }) {
        let run = try JSONRun([
          "offcputime", "--comm", "sleep", "--exec", "sleep 0.05; sleep 0.05",
        ])
        let naps = run.events.filter { event in
          (event["frames"] as? [String])?.contains { $0.contains("nanosleep") } == true
        }
        return Set(naps.compactMap { $0["pid"] as? Int })
      }
      #expect(sleepers.count == 2)
    }

    @Test(.requiresRoot) func `writes of a process that has ended are its own`() throws {
      // It asks for writes without waiting for them, and ends.
      let program = """
        import ctypes, mmap, os, struct
        libc = ctypes.CDLL(None)
        room = mmap.mmap(-1, 1 << 20)
        address = ctypes.addressof(ctypes.c_char.from_buffer(room))
        def work(number):
            file = os.open(f"file{number}", os.O_CREAT | os.O_WRONLY | os.O_DIRECT)
            os.posix_fallocate(file, 0, 1 << 20)
            context = ctypes.c_ulong(0)
            assert libc.syscall(206, 8, ctypes.byref(context)) == 0
            request = struct.pack("<QIiHHIQQqQII", 0, 0, 0, 1, 0, file, address, 1 << 20, 0, 0, 0, 0)
            request = ctypes.create_string_buffer(request)
            pointers = (ctypes.c_void_p * 1)(ctypes.addressof(request))
            assert libc.syscall(209, context, 1, pointers) == 1
            os._exit(0)
        os.chdir(os.path.dirname(os.path.abspath(__file__)))
        for number in range(8):
            pid = os.fork()
            if pid == 0: work(number)
            os.waitpid(pid, 0)
        """
      let ours = try repeatedWhereHidden(until: { Self.bytes($0) >= 8 << 20 }) {
        try run("biosnoop", program: program).events.filter {
          $0["comm"] as? String == "python3" && $0["operation"] as? String == "write"
        }
      }
      #expect(Self.bytes(ours) >= 8 << 20)
      #expect(Set(ours.compactMap { $0["pid"] as? Int }).count >= 8)
    }

    private static func bytes(_ events: [[String: Any]]) -> Int {
      events.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) }
    }

    @Test(.requiresRoot) func `calls that a process's end cuts off are not counted, others are`()
      throws
    {
      let program = """
        import ctypes, os, signal, time
        libc = ctypes.CDLL(None)
        pids = []
        for _ in range(100):
            pid = os.fork()
            if pid == 0: libc.usleep(10_000_000); os._exit(0)
            pids.append(pid)
        time.sleep(0.3)
        for pid in pids:
            os.kill(pid, signal.SIGKILL); os.waitpid(pid, 0); libc.usleep(1)
        """
      let run = try run("funclatency", "libc:usleep", program: program)
      #expect(run.end["events"] as? Int == 100)
    }

    @Test(.requiresRoot, .requiresExt4)
    func `ext4slower keeps every byte of a name`() throws {
      let program = """
        import os
        os.chdir(os.path.dirname(os.path.abspath(__file__)).encode())
        file = os.open(b"a \\"b'\\\\\\nc\\t\\xff\\xc2\\x9b" + b"z" * 200, os.O_CREAT | os.O_WRONLY)
        os.write(file, b"x")
        """
      let run = try run("ext4slower", "0", "--comm", "python3", program: program)
      let write = try #require(
        run.events.first { $0["operation"] as? String == "write" && $0["name_hex"] != nil })
      let name =
        Array("a \"b'\\\nc\t".utf8) + [0xff, 0xc2, 0x9b] + [UInt8](repeating: 0x7a, count: 200)
      #expect(write["name_hex"] as? String == name.hexadecimal)
    }
  }
}
