// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BPF

@Suite struct MapWordsTests {
  @Test func `halves come low first`() {
    let words = MapWords([0x1122_3344_5566_7788])
    #expect(words.half(0) == 0x5566_7788)
    #expect(words.half(1) == 0x1122_3344)
  }

  @Test func `text ends at its NUL or at its limit`() {
    let words = MapWords([0x0000_0065_7261_7400, 0])
    #expect(words.text(at: 1, limit: 15) == "tare")
    #expect(words.text(at: 1, limit: 2) == "ta")
  }

  @Test func `fields beyond the end of a record are zero`() {
    let bytes: [UInt8] = [1, 0, 0, 0, 2, 0]
    let span = unsafe bytes.span.bytes
    #expect(span.uint32(at: 0) == 1)
    #expect(span.uint32(at: 4) == 0)
    #expect(span.uint32(at: -1) == 0)
    #expect(span.uint64(at: 0) == 0)
    #expect(span.text(at: 9, limit: 4).byteCount == 0)
  }
}
