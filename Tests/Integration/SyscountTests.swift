// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

extension RunningKernelTests {
  @Suite struct SyscountTests {
    private static let rungs = Rungs.of(Syscount())

    @Test(.requiresRoot, arguments: rungs)
    func `by system call, each is counted once`(rung: String) throws {
      let folder = try TemporaryFolder()
      let loaded = try load(Syscount(by: .syscall), rung: rung)
      let before = try Syscount.numberCounts(of: loaded)
      let attached = try loaded.attach()
      // Numbers that nobody else uses: Linux has no such system calls.
      _ = try Program.run(
        """
        import ctypes, json, threading
        call = ctypes.CDLL(None).syscall
        def calls():
            for i in range(20000): call(500)
            for i in range(3000): call(511)
            for i in range(100): call(600)
        threads = [threading.Thread(target=calls) for _ in range(2)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(json.dumps([]))
        """, in: folder.url, telling: [UInt32].self)
      attached.detach()
      let counts = zip(try Syscount.numberCounts(of: loaded), before).map { $0 - $1 }
      #expect(counts[500] == 40_000)
      #expect(counts[511] == 6_000)
      #expect(counts.last == 200)
      #expect(try loaded.drops() == 0)
    }

    /// Three children that differ in nothing but the number of their calls.
    @Test(.requiresRoot, arguments: rungs)
    func `by process, each call is counted once for its process`(rung: String) throws {
      let folder = try TemporaryFolder()
      let loaded = try load(Syscount(by: .process), rung: rung)
      let attached = try loaded.attach()
      let pids = try Program.run(
        """
        import ctypes, json, os
        call = ctypes.CDLL(None).getppid
        call()
        def child(count):
            pid = os.fork()
            if pid: return pid
            for i in count: call()
            os._exit(0)
        pids = [child(range(count)) for count in (1000, 51000, 101000)]
        for pid in pids: os.waitpid(pid, 0)
        print(json.dumps(pids))
        """, in: folder.url, telling: [UInt32].self
      ).truth
      attached.detach()
      let counts = Dictionary(
        uniqueKeysWithValues: try Syscount.processCounts(of: loaded).map { ($0.pid, $0) })
      let (few, many, more) = (counts[pids[0]], counts[pids[1]], counts[pids[2]])
      #expect((1000...1020).contains(few?.count ?? 0))
      #expect((many?.count ?? 0) - (few?.count ?? 0) == 50_000)
      #expect((more?.count ?? 0) - (many?.count ?? 0) == 50_000)
      #expect(few?.comm.text.hasPrefix("python") == true)
      #expect(try loaded.drops() == 0)
    }
  }
}
