// SPDX-License-Identifier: Apache-2.0

import BPF
import ProbeObjects
import Testing

@testable import Scale

@Suite struct EmptyProgramsTests {
  private static let kinds: [@Sendable (String) -> Hook] = [
    { .tracepoint(category: "c", event: $0) }, { .rawTracepoint($0) }, { .tpBTF($0) },
    { .fentry($0) }, { .fexit($0) }, { .kprobe($0) }, { .kretprobe($0) },
    { .userFunction(path: "p", function: $0) }, { .userReturn(path: "p", function: $0) },
  ]

  @Test func `every hook has an empty program of its kind that is in the object`() throws {
    let object = try OpenObject(ProbeObject.floor.bytes, name: "floor")
    let hooks = Self.kinds.flatMap { hook in (0..<8).map { hook("f\($0)") } }
    let copies = PreparedPrograms.emptyPrograms(at: hooks)
    #expect(copies.count == 1)
    #expect(copies[0].map(\.hook) == hooks)
    #expect(Set(copies[0].map(\.program)).count == hooks.count)
    #expect(Set(copies[0].map(\.program)).isSubset(of: object.programs))
  }

  @Test func `more hooks of a kind than the object has programs take another copy of it`() {
    let tracepoints = (0..<20).map { Hook.tpBTF("t\($0)") }
    let copies = PreparedPrograms.emptyPrograms(at: tracepoints)
    #expect(copies.map(\.count) == [8, 8, 4])
    #expect(copies.flatMap { $0.map(\.hook) } == tracepoints)
    for copy in copies { #expect(Set(copy.map(\.program)).count == copy.count) }
  }

  @Test func `a program at kprobes or uprobes is at several`() {
    let functions = (0..<20).map { Hook.kprobe("f\($0)") }
    let copies = PreparedPrograms.emptyPrograms(at: functions)
    #expect(copies.map(\.count) == [20])
  }
}
