// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import tare

@Suite struct RungNoticeTests {
  @Test func `a rung that only attaches otherwise says what that takes, and no cost of another`() {
    #expect(RungNotice.oneByOne(refused: ["uprobe_multi"])?.contains("0.1 s") == true)
    #expect(
      RungNotice.oneByOne(refused: ["kprobe_session", "kprobe_multi"])?.contains("0.1 s") == true)
    #expect(RungNotice.oneByOne(refused: ["fexit"]) == nil)
    #expect(RungNotice.oneByOne(refused: []) == nil)
  }
}
