// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BPF

@Suite struct VerifierFiguresTests {
  @Test func `the closing lines of a log give its figures`() {
    let figures = VerifierFigures(
      log: """
        verification time 123 usec
        stack depth 24
        processed 131 insns (limit 1000000) max_states_per_insn 1 total_states 9 peak_states 8 mark_read 2
        """)
    #expect(figures?.processedInstructions == 131)
    #expect(figures?.totalStates == 9)
    #expect(figures?.peakStates == 8)
    #expect(figures?.verificationMicroseconds == 123)
  }

  @Test func `a log that does not say them gives none`() {
    #expect(VerifierFigures(log: "") == nil)
    #expect(VerifierFigures(log: "R1 type=ctx expected=fp") == nil)
    #expect(VerifierFigures(log: "processed") == nil)
  }

  @Test func `a kernel that says less gives less`() {
    let figures = VerifierFigures(log: "processed 5 insns (limit 1000000)\n")
    #expect(figures?.processedInstructions == 5)
    #expect(figures?.totalStates == nil)
    #expect(figures?.verificationMicroseconds == nil)
  }
}
