// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
@testable import Probes
import Testing

@Suite struct Ext4slowerRecordTests {
  private typealias Record = ext4slower_record

  static func record(operation: UInt32 = 2, name: String = "file") -> RecordBytes {
    var record = RecordBytes(count: Int(EXT4SLOWER_HEADER_BYTES))
    record.put(UInt64(77_000_000_000), at: offset(\.time_ns))
    record.put(UInt64(12_345_678), at: offset(\.delta_ns))
    record.put(Int64(-28), at: offset(\.result))
    record.put(Int64(1 << 40), at: offset(\.offset))
    record.put(UInt32(21), at: offset(\.pid))
    record.put(UInt32(22), at: offset(\.tid))
    record.put(operation, at: offset(\.operation))
    record.put(UInt32(name.utf8.count + 1), at: offset(\.name_bytes))
    record.put(Array("0123456789abcde".utf8), at: offset(\.comm))
    record.append(Array(name.utf8) + [0])
    return record
  }

  private static func offset(_ field: PartialKeyPath<Record>) -> Int {
    MemoryLayout<Record>.offset(of: field) ?? -1
  }

  @Test(arguments: zip(1...4 as ClosedRange<UInt32>, Ext4Event.Operation.allCases))
  func `every field comes from its place`(code: UInt32, operation: Ext4Event.Operation) throws {
    let event = try #require(Self.record(operation: code).event(of: Ext4slower.self))
    #expect(
      event
        == Ext4Event(
          time: 77_000_000_000, duration: 12_345_678, operation: operation, result: -28,
          offset: 1 << 40, pid: 21, tid: 22, comm: Array("0123456789abcde".utf8),
          name: Array("file".utf8)))
  }

  @Test func `an operation that does not exist is no event`() {
    #expect(Self.record(operation: 0).event(of: Ext4slower.self) == nil)
    #expect(Self.record(operation: 5).event(of: Ext4slower.self) == nil)
  }

  @Test(arguments: [0, 8, 63, 64, 68])
  func `a record that ends early is none`(count: Int) {
    let record = RecordBytes(Array(Self.record().bytes.prefix(count)))
    #expect(record.event(of: Ext4slower.self) == nil)
  }

  @Test(arguments: [UInt32(257), 0x8000_0000, .max])
  func `a name longer than the format allows is refused`(length: UInt32) {
    var record = Self.record()
    record.append([UInt8](repeating: 65, count: 1000))
    record.put(length, at: Self.offset(\.name_bytes))
    #expect(record.event(of: Ext4slower.self) == nil)
  }

  @Test func `a line has the operation's letter and its latency in milliseconds`() {
    let line = lines { Ext4slower.append(Self.record(name: "a\nb").span, to: &$0) }
    #expect(
      line == ["00:01:17 0123456789abcde  21      W -28     1073741824 12.34 a\\x0ab"])
    let strange = lines { Ext4slower.append(Self.record(operation: 9).span, to: &$0) }
    #expect(strange.first?.contains(" ? ") == true)
  }
}
