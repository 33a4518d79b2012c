// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The lines of `ext4slower`.
public struct Ext4Table: RecordFormat, Sendable {
  /// The clock that times are counted by.
  public var clock: EventClock

  /// The columns, with times of day by a clock.
  public init(clock: EventClock = EventClock(start: 0, offset: 0)) {
    self.clock = clock
  }

  private typealias Offset = Ext4slower.Offset

  private static let type = Column("T", 2)
  private static let bytes = Column("BYTES", 8)
  private static let offset = Column("OFF_KB", 9)
  private static let latency = Column("LAT(ms)", 8)

  /// Writes the line that names the columns.
  public func appendHeader(to line: inout LineBuffer) {
    line.append(
      titles: [
        TimeColumn.timeOfDay.column, .comm, .pid, Self.type, Self.bytes, Self.offset, Self.latency,
        Column("FILENAME"),
      ])
  }

  /// Writes a record as one line: R read, W write, O open, S fsync.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    var place = 0
    line.append(record.uint64(at: Offset.time), in: .timeOfDay, of: clock)
    line.end(TimeColumn.timeOfDay.column, at: &place)
    line.append(printing: record.text(at: Offset.comm, limit: 16))
    line.end(.comm, at: &place)
    line.append(decimal: Int64(record.uint32(at: Offset.pid)))
    line.end(.pid, at: &place)
    line.append(Self.letter(of: record))
    line.end(Self.type, at: &place)
    line.append(decimal: Ext4slower.result(of: record))
    line.end(Self.bytes, at: &place)
    line.append(decimal: Int64(bitPattern: record.uint64(at: Offset.offset)) / 1024)
    line.end(Self.offset, at: &place)
    line.append(fixed: record.uint64(at: Offset.duration) / 10_000, decimals: 2)
    line.end(Self.latency, at: &place)
    line.append(printing: record.text(at: Offset.name, limit: Ext4slower.nameBytes))
    line.endLine()
  }

  /// The letter that stands for the operation.
  static func letter(of record: RawSpan) -> UInt8 {
    switch Ext4Event.Operation(rawValue: record.uint32(at: Offset.operation)) {
    case .read: UInt8(ascii: "R")
    case .write: UInt8(ascii: "W")
    case .open: UInt8(ascii: "O")
    case .fsync: UInt8(ascii: "S")
    case nil: UInt8(ascii: "?")
    }
  }
}
