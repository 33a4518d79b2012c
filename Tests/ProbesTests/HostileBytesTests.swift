// SPDX-License-Identifier: Apache-2.0

import BPF
@testable import Probes
import Testing

/// Records are bytes from elsewhere: whatever they hold, decoding and printing end, and one line stays one.
@Suite struct HostileBytesTests {
  /// Xorshift with a fixed seed: the same bytes in every run.
  private struct Noise: RandomNumberGenerator {
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  private let clock = EventClock(start: 0, offset: 0)

  private static func survives<P: StreamingProbe>(_ probe: P.Type, _ formats: any RecordFormat...) {
    var noise = Noise()
    for _ in 0..<2000 {
      var bytes = (0..<Int.random(in: 0...200, using: &noise)).map { _ in
        UInt8.random(in: .min ... .max, using: &noise)
      }
      // Half of them with small lengths and codes, so that decoding gets past its first checks.
      for index in bytes.indices where index % 4 != 0 && index < 64 && Bool.random(using: &noise) {
        bytes[index] = 0
      }
      let record = RecordBytes(bytes)
      _ = P.event(from: record.span)
      _ = P.subject(of: record.span)
      #expect(lines { P.append(record.span, to: &$0) }.count <= 1)
      for format in formats {
        let text = lines { format.append(record.span, to: &$0) }
        #expect(text.count <= 1)
        #expect(
          text.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } })
      }
    }
  }

  @Test func `opensnoop survives noise`() { Self.survives(Opensnoop.self, OpenJSON(clock: clock)) }
  @Test func `execsnoop survives noise`() { Self.survives(Execsnoop.self, ExecJSON(clock: clock)) }
  @Test func `ext4slower survives noise`() {
    Self.survives(Ext4slower.self, Ext4JSON(clock: clock), Ext4CSV(clock: clock))
  }
}
