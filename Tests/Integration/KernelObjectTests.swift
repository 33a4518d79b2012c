// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import ProbeObjects
import Probes
import Testing

/// Objects, programs and maps on the running kernel.
extension RunningKernelTests {
  @Suite struct KernelObjectTests {
    private static let silent = Hook.rawTracepoint("sys_enter")

    @Test(.requiresRoot) func `an attached program runs and a detached one does not`() throws {
      let statistics = try KernelStatistics()
      let floor = EmptyProbe(named: "test", on: [Self.silent])
      let loaded = try floor.load(floor.ladder[0])
      let before = try loaded.information()[0].runCount
      let attached = try loaded.attach()
      for _ in 0..<1000 { _ = getppid() }
      attached.detach()
      let during = try loaded.information()[0].runCount
      #expect(before == 0)
      #expect(during >= 1000)
      // An older kernel takes it off a moment later, and others make system calls meanwhile.
      let stands = try Traces.eventually {
        let count = try loaded.information()[0].runCount
        for _ in 0..<1000 { _ = getppid() }
        return try loaded.information()[0].runCount == count
      }
      #expect(stands)
      _ = consume statistics
    }

    @Test(.requiresRoot) func `a program that is let go leaves the kernel`() throws {
      var identifier: UInt32 = 0
      do {
        let floor = EmptyProbe(named: "test", on: [Self.silent])
        let loaded = try floor.load(floor.ladder[0])
        identifier = try loaded.information()[0].identifier
        try loaded.attach().detach()
        #expect(try Traces.isInKernel(identifier))
      }
      #expect(try Traces.eventually { try !Traces.isInKernel(identifier) })
    }

    @Test(.requiresRoot) func `an attachment to nothing gives the kernel's errno`() throws {
      let floor = EmptyProbe(
        named: "test", on: [.tracepoint(category: "syscalls", event: "sys_enter_nonsense")])
      try Tracefs.makeAvailable()
      let loaded = try floor.load(floor.ladder[0])
      let error = #expect(throws: BPFError.self) { _ = try loaded.attach() }
      #expect(error?.code == LibbpfCode(ENOENT))
      #expect(error?.description.contains("sys_enter_nonsense") == true)
    }

    @Test(.requiresRoot) func `a record larger than the ring has room for is counted as dropped`()
      throws
    {
      // Nobody reads, so the ring fills up and the rest has to be counted.
      let probe = Opensnoop()
      let rung = try #require(probe.bestRung().rung)
      let loaded = try probe.load(rung)
      let attached = try loaded.attach()
      let opens = 200_000
      for _ in 0..<opens {
        let file = unsafe open("/dev/null", O_RDONLY)
        close(file)
      }
      attached.detach()
      var records = 0
      let ring = try RingBuffer(try loaded.object.map("records")) { record in
        if record.uint32(at: 8) == UInt32(getpid()) { records += 1 }
      }
      try ring.drain()
      let drops = try #require(try loaded.drops())
      #expect(drops > 0)
      #expect(UInt64(records) + drops >= UInt64(opens))
    }

    /// How long a wait of at most so long lasts while a few records are there.
    private static func wait(
      milliseconds: Int, ringBytes: UInt32?
    ) throws -> (records: Int, waited: Duration) {
      let probe = Opensnoop(filter: ProbeFilter(pid: UInt32(getpid())))
      let loaded = try probe.load(try #require(probe.bestRung().rung), ringBytes: ringBytes)
      let ring = try RingBuffer(try loaded.object.map("records")) { _ in }
      let attached = try loaded.attach()
      for _ in 0..<100 { close(unsafe open("/dev/null", O_RDONLY)) }
      let clock = ContinuousClock(), start = clock.now
      let records = try ring.wait(milliseconds: milliseconds)
      let waited = start.duration(to: clock.now)
      attached.detach()
      return (records, waited)
    }

    @Test(.requiresRoot) func `records that nobody was woken for are left until the wait is over`()
      throws
    {
      let found = try Self.wait(milliseconds: 300, ringBytes: nil)
      #expect(found.records >= 100)
      #expect(found.waited >= .milliseconds(290))
    }

    @Test(.requiresRoot) func `the reader of a small ring is woken before it is full`() throws {
      let found = try Self.wait(milliseconds: 30_000, ringBytes: 1 << 14)
      #expect(found.records > 0)
      #expect(found.waited < .seconds(15))
    }

    @Test(.requiresRoot)
    func `a wait ends though more records are there, and the next has the rest`()
      throws
    {
      let probe = Opensnoop(filter: ProbeFilter(pid: UInt32(getpid())))
      let rung = try #require(probe.bestRung().rung)
      let loaded = try probe.load(rung, ringBytes: 1 << 26)
      var records = 0
      let ring = try RingBuffer(try loaded.object.map("records")) { _ in records += 1 }
      let attached = try loaded.attach()
      for _ in 0..<70_000 { close(unsafe open("/dev/null", O_RDONLY)) }
      attached.detach()
      let first = try ring.wait(milliseconds: 1000)
      #expect(first == 65_536)
      #expect(records == first)
      let second = try ring.wait(milliseconds: 1000)
      #expect((1...4464).contains(second))
      #expect(try ring.wait(milliseconds: 1) == 0)
    }

    @Test(.requiresRoot) func `the type information knows tracepoints, structs and functions`()
      throws
    {
      let btf = try KernelBTF()
      #expect(btf.arguments(ofTracepoint: "sys_enter") == 2)
      #expect(btf.arguments(ofTracepoint: "no_such_tracepoint") == nil)
      #expect(btf.hasMember("pid", inStruct: "task_struct") == true)
      #expect(btf.hasMember("nonsense", inStruct: "task_struct") == false)
      #expect(btf.hasMember("pid", inStruct: "no_such_struct") == nil)
      let hasFunction = btf.hasFunction("vfs_read")
      #expect(hasFunction)
    }

    @Test(.requiresRoot) func `a constant that does not fit is refused by size`() throws {
      let object = try OpenObject(ProbeObject.syscount.bytes, name: "syscount")
      let error = #expect(throws: BPFError.self) {
        try object.setConstants([UInt8](repeating: 0, count: 4096))
      }
      guard case .wrongSize(".rodata", expected: 4096, let found) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect((1..<4096).contains(found))
    }
  }
}
