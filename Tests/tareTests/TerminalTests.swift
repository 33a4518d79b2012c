// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import tare

@Suite struct TerminalTests {
  @Test func `control characters of names do not reach the terminal, ends of lines do`() {
    #expect(Terminal.harmless("a\u{1b}[31mb\u{7f}\u{9b}\r") == "a\\x1b[31mb\\x7f\\x9b\\x0d")
    #expect(Terminal.harmless("one\n\ttwo µs") == "one\n\ttwo µs")
  }
}
