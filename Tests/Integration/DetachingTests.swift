// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

extension RunningKernelTests {
  @Suite struct DetachingTests {
    private static let rungs = Rungs.of(Opensnoop())

    private static var perfEvents: Int { Traces.descriptors { $0 == "anon_inode:[perf_event]" } }

    private func attempt(_ path: String) { close(unsafe open(path, O_RDONLY)) }

    @Test(.requiresRoot, arguments: rungs)
    func `once off, no program sees an event, and then nothing of its hooks is left`(
      rung: String
    ) throws {
      let before = Self.perfEvents
      let probe = Opensnoop(filter: ProbeFilter(pid: UInt32(getpid())), failedOnly: true)
      let loaded = try load(probe, rung: rung)
      var paths: [String] = []
      let ring = try RingBuffer(try loaded.object.map("records")) { record in
        Opensnoop.event(from: record)?.path.map { paths.append($0.text) }
      }
      let attached = try loaded.attach()
      attempt("/no/such/attached")
      var calls = 0
      attached.detachTogether {
        calls += 1
        for _ in 0..<1000 { attempt("/no/such/off") }
      }
      try ring.drain()
      #expect(calls == 1)
      #expect(paths.filter { $0.hasPrefix("/no/such/") } == ["/no/such/attached"])
      #expect(Self.perfEvents == before)
    }

    @Test(.requiresRoot, .requires("tracepoint", of: Opensnoop()))
    func `a program that stays at another event keeps nobody waiting for ever`() throws {
      let loaded = try load(Opensnoop(failedOnly: true), rung: "tracepoint")
      let place = try #require(loaded.rung.placements.first)
      let staying = try loaded.object.attach(
        place.program, at: .tracepoint(category: "syscalls", event: "sys_exit_mkdir"))
      var calls = 0
      try loaded.attach().detachTogether { calls += 1 }
      #expect(calls == 1)
      staying.detach()
    }

    @Test(.requiresRoot, .requires("tp_btf", of: Opensnoop()))
    func `what is off already is off at once`() throws {
      let running = try RunningProbe(Opensnoop(failedOnly: true), rung: "tp_btf")
      running.detach()
      var calls = 0
      running.pause { calls += 1 }
      running.detach { calls += 1 }
      #expect(calls == 2)
    }
  }
}
