// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing
import Workloads

extension RunningKernelTests {
  @Suite struct FunclatencyTests {
    private static let naps = TracedFunctions.kernel(["__x64_sys_clock_nanosleep"])
    private static let rungs = Rungs.of(Funclatency(naps)) + Rungs.of(Requirement.uprobe)

    private static let own = ProbeFilter(pid: UInt32(getpid()))

    /// Sleeps twenty times for half a millisecond.
    private func nap() {
      for _ in 0..<20 { usleep(500) }
    }

    /// What `nap` calls, of the kernel or of a library.
    private func functions(of rung: String) throws -> TracedFunctions {
      try rung == "uprobe" ? TracedFunctions(argument: "libc:usleep") : Self.naps
    }

    @Test(.requiresRoot, arguments: rungs)
    func `each call of a function counts for as long as it took`(rung: String) throws {
      let loaded = try load(
        Funclatency(try functions(of: rung), filter: Self.own), rung: rung)
      let attached = try loaded.attach()
      nap()
      attached.detach()
      let latencies = try Funclatency.latencies(of: loaded)
      #expect(latencies.count == 20)
      #expect(latencies.sum >= 20 * 500_000)
    }

    /// Functions of which the first hands over to the second with a jump; where they attach at
    /// once, among many more.
    private func handing(on rung: String) throws -> (first: String, second: String, TracedFunctions)
    {
      switch rung {
      case "uprobe": ("qsort", "qsort_r", try TracedFunctions(argument: "libc:qsort*"))
      case "kprobe_session", "kprobe_multi":
        ("vfs_fstatat", "vfs_fstat", try TracedFunctions(argument: "vfs_*"))
      default: ("vfs_fstatat", "vfs_fstat", .kernel(["vfs_fstatat", "vfs_fstat"]))
      }
    }

    /// Calls the functions of `handing` once.
    private func handOver() {
      let emptyPath: Int32 = 0x1000
      var status = stat()
      var numbers: [Int32] = [3, 1, 2]
      #expect(unsafe fstatat(STDIN_FILENO, "", &status, emptyPath) == 0)
      unsafe qsort(&numbers, numbers.count, 4) { first, second in
        guard let first = unsafe first, let second = unsafe second else { return 0 }
        return unsafe first.load(as: Int32.self) - second.load(as: Int32.self)
      }
      #expect(numbers == [1, 2, 3])
    }

    @Test(.requiresRoot, arguments: rungs)
    func `calls of functions count each, be they handed over with a jump`(rung: String) throws {
      let (first, second, functions) = try handing(on: rung)
      let probe = Funclatency(functions, filter: Self.own, byFunction: true)
      let loaded = try load(probe, rung: rung)
      let attached = try loaded.attach()
      // Attaching made such calls too.
      let before = try probe.latenciesByFunction(of: loaded)
      for _ in 0..<50 { handOver() }
      let after = try probe.latenciesByFunction(of: loaded)
      attached.detach()
      for (before, after) in zip(before, after) where [first, second].contains(after.function) {
        #expect(after.latencies.count - before.latencies.count == 50, "\(after.function)")
      }
      #expect(try loaded.drops() == 0)
    }

    @Test(.requiresRoot, .requiresUprobes)
    func `each call of a program's function counts once, in the program that is asked for`() throws
    {
      var storm = try WorkloadProcess(.callTwins)
      let path = "/proc/\(storm.pid)/exe"
      let functions = TracedFunctions.program(
        path: path, ["tare_call_storm_target", "tare_call_storm_twin"])
      for (pid, count) in [(UInt32(storm.pid), 1000), (1, 0)] as [(UInt32, UInt64)] {
        let probe = Funclatency(functions, filter: ProbeFilter(pid: pid), byFunction: true)
        let loaded = try load(probe, rung: "uprobe")
        let attached = try loaded.attach()
        // A slice of the one, a slice of the other, and the first again.
        let slices = try storm.run(slices: 4, operations: 500)
        attached.detach()
        #expect(slices.count == 4)
        let found = try probe.latenciesByFunction(of: loaded)
        #expect(found.map(\.function) == functions.names)
        #expect(found.map(\.latencies.count) == [count, count])
        #expect(found.allSatisfy { ($0.latencies.sum > 0) == (count > 0) })
        #expect(try loaded.drops() == 0)
      }
    }

    @Test(.requiresRoot, .requiresUprobes)
    func `calls of a function within itself and of many threads are all told apart`() throws {
      let folder = try TemporaryFolder()
      let probe = Funclatency(
        try TracedFunctions(argument: "libc:qsort"),
        filter: ProbeFilter(comm: Array("tare-recursion".utf8)))
      let loaded = try load(probe, rung: "uprobe")
      let attached = try loaded.attach()
      let calls = try Program.run(Self.recursion, in: folder.url, telling: [UInt64].self).truth
      attached.detach()
      let latencies = try Funclatency.latencies(of: loaded)
      // Each of eight threads sorts within a sort, five deep; the innermost takes 2 ms and so do
      // all around it.
      #expect(calls == [40])
      #expect(latencies.count == 40)
      #expect((latencies.percentile(0) ?? 0) >= 2_000_000 * 31 / 32)
      #expect(latencies.sum >= 40 * 2_000_000)
    }

    private static let recursion = """
      import ctypes, json, threading, time
      libc = ctypes.CDLL("libc.so.6")
      comparison = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
      calls = []

      def sort(depth):
          def compare(one, other):
              if depth > 1: sort(depth - 1)
              else: time.sleep(0.002)
              return 0
          numbers = (ctypes.c_int * 2)(1, 2)
          calls.append(depth)
          libc.qsort(numbers, 2, ctypes.sizeof(ctypes.c_int), comparison(compare))

      def run():
          libc.prctl(15, b"tare-recursion", 0, 0, 0)
          sort(5)

      threads = [threading.Thread(target=run) for _ in range(8)]
      for thread in threads: thread.start()
      for thread in threads: thread.join()
      print(json.dumps([len(calls)]))
      """

    @Test(.requiresRoot)
    func `a function that a program does not have is refused by name`() throws {
      try Tracefs.makeAvailable()
      let probe = Funclatency(.program(path: "/bin/sh", ["no_such_function"]))
      let error = #expect(throws: BPFError.self) {
        try probe.load(probe.ladder[0]).attach().detach()
      }
      #expect(error?.description.contains("/bin/sh:no_such_function") == true)
    }
  }
}
