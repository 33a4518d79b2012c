// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
@testable import Probes
import Testing

@Suite struct BiosnoopRecordTests {
  private typealias Record = biosnoop_record

  static func record(operation: UInt32 = 1) -> RecordBytes {
    var record = RecordBytes(count: MemoryLayout<Record>.size)
    record.put(UInt64(77_000_000_000), at: offset(\.time_ns))
    record.put(UInt64(12_345_678), at: offset(\.delta_ns))
    record.put(UInt64(789), at: offset(\.queue_ns))
    record.put(UInt64(1 << 40), at: offset(\.sector))
    record.put(UInt32(8192), at: offset(\.bytes))
    record.put(UInt32(8 << 20 | 17), at: offset(\.device))
    record.put(operation, at: offset(\.operation))
    record.put(UInt32(21), at: offset(\.pid))
    record.put(UInt32(22), at: offset(\.tid))
    record.put(Array("0123456789abcde".utf8), at: offset(\.comm))
    return record
  }

  private static func offset(_ field: PartialKeyPath<Record>) -> Int {
    MemoryLayout<Record>.offset(of: field) ?? -1
  }

  @Test(arguments: zip(0...4 as ClosedRange<UInt32>, BlockEvent.Operation.allCases))
  func `every field comes from its place`(code: UInt32, operation: BlockEvent.Operation) throws {
    let event = try #require(Self.record(operation: code).event(of: Biosnoop.self))
    #expect(
      event
        == BlockEvent(
          time: 77_000_000_000, duration: 12_345_678, queued: 789,
          device: BlockDevice(major: 8, minor: 17), operation: operation, sector: 1 << 40,
          size: 8192, pid: 21, tid: 22, comm: Array("0123456789abcde".utf8)))
  }

  @Test func `an operation that does not exist is no event`() {
    #expect(Self.record(operation: 5).event(of: Biosnoop.self) == nil)
  }

  @Test(arguments: [0, 8, 71])
  func `a record that ends early is none`(count: Int) {
    let record = RecordBytes(Array(Self.record().bytes.prefix(count)))
    #expect(record.event(of: Biosnoop.self) == nil)
  }

  @Test func `a line has the operation's letter and its latency in microseconds`() {
    let line = lines { Biosnoop.append(Self.record().span, to: &$0) }
    #expect(
      line == ["77.000000   0123456789abcde 21      8:17    W 1099511627776 8192 12.345"])
    let strange = lines { Biosnoop.append(Self.record(operation: 9).span, to: &$0) }
    #expect(strange.first?.contains(" ? ") == true)
  }

  @Test func `a device is packed as the kernel does`() {
    let device = BlockDevice(major: 259, minor: 3)
    #expect(device.number == 271_581_187)
    #expect(BlockDevice(number: 271_581_187) == device)
  }

  @Test func `a request that goes on where the one before on its disk ended is sequential`() {
    let pattern = AccessPattern()
    func next(_ sector: UInt64, device: UInt32 = 1, bytes: UInt32 = 8192) -> AccessPattern.Access? {
      var record = Self.record()
      record.put(sector, at: Self.offset(\.sector))
      record.put(device, at: Self.offset(\.device))
      record.put(bytes, at: Self.offset(\.bytes))
      return pattern.next(record.span)
    }
    #expect(next(100) == nil)
    #expect(next(116) == .sequential)
    #expect(next(116) == .random)
    #expect(next(0, bytes: 0) == nil)
    #expect(next(132, device: 2) == nil)
    #expect(next(132) == .sequential)
    #expect(next(.max) == .random)
  }

  @Test func `a device without a name is called by its numbers`() {
    #expect(BlockDevice(major: 4000, minor: 1).name == "4000:1")
    #expect(BlockDevice(disk: "no-such-disk") == nil)
    #expect(BlockDevice(disk: "../null") == nil)
  }
}
