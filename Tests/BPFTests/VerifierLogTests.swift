// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BPF

@Suite struct VerifierLogTests {
  static let refusal = """
    0: R1=ctx() R10=fp0
    0: (79) r1 = *(u64 *)(r1 +8)
    invalid bpf_context access off=8 size=8
    processed 1 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
    """

  @Test func `the last telling line is the cause, not the closing counts`() throws {
    let log = try #require(VerifierLog(Self.refusal))
    #expect(log.lastLine == "invalid bpf_context access off=8 size=8")
    #expect(log.processedInstructions == 1)
    #expect(log.lastLines(2).count == 2)
  }

  @Test func `silence is no log`() {
    #expect(VerifierLog("") == nil)
    #expect(VerifierLog(" \n\t") == nil)
  }

  @Test func `a log of counts alone still says something`() throws {
    let log = try #require(VerifierLog("processed 7 insns (limit 1000000)"))
    #expect(log.lastLine == "processed 7 insns (limit 1000000)")
    #expect(log.processedInstructions == 7)
  }
}
