// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Testing

@Suite struct CensusTests {
  private static func tracepoints(_ count: Int) -> [Hook] {
    (0..<count).map { .tracepoint(category: "syscalls", event: "sys_enter_\($0)") }
  }

  @Test func `as many hooks of a kind as there are programs are counted`() throws {
    let hooks = Self.tracepoints(Census.hooksOfAKind) + [.rawTracepoint("sys_enter")]
    #expect(try Census(of: hooks).ladder[0].placements.map(\.hook) == hooks)
  }

  @Test func `one hook more is refused, with its name`() {
    let error = #expect(throws: BPFError.self) {
      try Census(of: Self.tracepoints(Census.hooksOfAKind + 1))
    }
    #expect(error?.description.contains("sys_enter_12") == true)
  }

  @Test func `a kind of hook without programs is refused`() {
    #expect(throws: BPFError.self) { try Census(of: [.kprobe("vfs_read")]) }
  }
}
