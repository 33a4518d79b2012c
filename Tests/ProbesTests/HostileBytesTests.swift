// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import Lines
@testable import Probes
import Testing

/// Records are bytes from elsewhere: whatever they hold, decoding and printing end, and one line
/// stays one.
///
/// A test is named with its seed, from which its bytes come again.
@Suite struct HostileBytesTests {
  private static let seeds: [UInt64] = [1, 2, 3, 4]
  private let clock = EventClock(start: 0, offset: 0)

  /// Decodes and prints a record in every way there is.
  private static func take<P: StreamingProbe>(
    _ bytes: [UInt8], _ probe: P.Type, _ formats: [any RecordFormat], seed: UInt64
  ) {
    let record = RecordBytes(bytes)
    _ = P.event(from: record.span)
    _ = P.subject(of: record.span)
    let plain = lines { P.append(record.span, to: &$0) }
    for text in [plain] + formats.map({ format in lines { format.append(record.span, to: &$0) } }) {
      #expect(text.count <= 1, "seed \(seed): \(bytes.hexadecimal)")
      let isPrintable = text.allSatisfy {
        $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
      }
      #expect(isPrintable, "seed \(seed): \(bytes.hexadecimal)")
    }
  }

  private static func survivesNoise<P: StreamingProbe>(
    _ probe: P.Type, _ formats: [any RecordFormat], seed: UInt64
  ) {
    var noise = Noise(seed: seed)
    for _ in 0..<500 {
      var bytes = noise.bytes(0...200)
      // Half of them with small lengths and codes, so that decoding gets past its first checks.
      for index in bytes.indices where index % 4 != 0 && index < 64 && Bool.random(using: &noise) {
        bytes[index] = 0
      }
      take(bytes, probe, formats, seed: seed)
    }
  }

  /// What is right but for its end or a few of its bytes.
  private static func survivesDamage<P: StreamingProbe>(
    _ probe: P.Type, of record: RecordBytes, _ formats: [any RecordFormat], seed: UInt64
  ) {
    for count in 0...record.bytes.count {
      take(Array(record.bytes.prefix(count)), probe, formats, seed: seed)
    }
    var noise = Noise(seed: seed)
    for _ in 0..<500 {
      var bytes = record.bytes
      for _ in 0..<Int.random(in: 1...4, using: &noise) {
        bytes[Int.random(in: bytes.indices, using: &noise)] = UInt8.random(
          in: .min ... .max, using: &noise)
      }
      let end = Int.random(in: 0...bytes.count, using: &noise)
      take(
        Bool.random(using: &noise) ? bytes : Array(bytes.prefix(end)), probe, formats, seed: seed)
    }
  }

  private static func survives<P: StreamingProbe>(
    _ probe: P.Type, _ record: RecordBytes, _ formats: any RecordFormat..., seed: UInt64
  ) {
    #expect(P.event(from: record.span) != nil)
    for format in formats { #expect(lines { format.append(record.span, to: &$0) }.count == 1) }
    survivesNoise(probe, formats, seed: seed)
    survivesDamage(probe, of: record, formats, seed: seed)
  }

  @Test(arguments: seeds) func `opensnoop survives noise and damage`(seed: UInt64) {
    var table = OpenTable(clock: clock)
    table.time = .timeOfDay
    table.withFlags = true
    Self.survives(
      Opensnoop.self,
      OpensnoopRecordTests.record(
        result: 3, path: Array("a path\0".utf8), directory: Array("c\0b\0".utf8)), table,
      OpenJSON(clock: clock), seed: seed)
  }

  @Test(arguments: seeds) func `execsnoop survives noise and damage`(seed: UInt64) {
    Self.survives(
      Execsnoop.self, ExecsnoopRecordTests.record(), ExecJSON(clock: clock), seed: seed)
  }

  @Test(arguments: seeds) func `ext4slower survives noise and damage`(seed: UInt64) {
    Self.survives(
      Ext4slower.self, Ext4slowerRecordTests.record(), Ext4JSON(clock: clock),
      Ext4CSV(clock: clock), seed: seed)
  }

  @Test(arguments: seeds) func `biosnoop survives noise and damage`(seed: UInt64) {
    Self.survives(
      Biosnoop.self, BiosnoopRecordTests.record(),
      BlockTable(withQueue: true, pattern: AccessPattern(), names: [:]),
      BlockJSON(withQueue: true, pattern: AccessPattern(), clock: clock), seed: seed)
  }
}
