// SPDX-License-Identifier: Apache-2.0

import BPF

/// The lines of `ext4slower`.
public struct Ext4Table: RecordFormat, Sendable {
  /// What times are counted from.
  public var clock: EventClock

  /// The columns, with times of day by a clock.
  public init(clock: EventClock = EventClock(start: 0, offset: 0)) {
    self.clock = clock
  }

  private typealias Offset = Ext4slower.Offset

  /// Writes the line that names the columns.
  public func appendHeader(to line: inout LineBuffer) {
    line.append("TIME")
    line.pad(toColumn: 9)
    line.append("COMM")
    line.pad(toColumn: 26)
    line.append("PID")
    line.pad(toColumn: 34)
    line.append("T")
    line.pad(toColumn: 36)
    line.append("BYTES")
    line.pad(toColumn: 44)
    line.append("OFF_KB")
    line.pad(toColumn: 53)
    line.append("LAT(ms)")
    line.pad(toColumn: 61)
    line.append("FILENAME")
    line.endLine()
  }

  /// Writes a record as one line: R read, W write, O open, S fsync.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    line.append(record.uint64(at: Offset.time), in: .timeOfDay, of: clock)
    line.pad(toColumn: 9)
    line.append(printing: record.text(at: Offset.comm, limit: 16))
    line.pad(toColumn: 26)
    line.append(decimal: Int64(record.uint32(at: Offset.pid)))
    line.pad(toColumn: 34)
    line.append(Self.letter(of: record))
    line.pad(toColumn: 36)
    line.append(decimal: Ext4slower.result(of: record))
    line.pad(toColumn: 44)
    line.append(decimal: Int64(bitPattern: record.uint64(at: Offset.offset)) / 1024)
    line.pad(toColumn: 53)
    line.append(fixed: record.uint64(at: Offset.duration) / 10_000, decimals: 2)
    line.pad(toColumn: 61)
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

/// The lines of `ext4slower --csv`: the columns of the tool that people know, in plain units.
public struct Ext4CSV: RecordFormat, Sendable {
  private let clock: EventClock
  private typealias Offset = Ext4slower.Offset

  /// Lines whose times are counted from 1970 by the given clock.
  public init(clock: EventClock) {
    self.clock = clock
  }

  /// Writes the line that names the columns.
  public func appendHeader(to line: inout LineBuffer) {
    line.append("ENDTIME_us,TASK,PID,TYPE,BYTES,OFFSET_b,LATENCY_us,FILE")
    line.endLine()
  }

  /// Writes a record as one line; texts are in quotation marks.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    line.append("\(clock.sinceEpoch(record.uint64(at: Offset.time)) / 1000),")
    line.append(field: record.bytes(at: Offset.comm, limit: 16))
    line.append(",\(record.uint32(at: Offset.pid)),")
    line.append(Ext4Table.letter(of: record))
    line.append(",\(Ext4slower.result(of: record))")
    line.append(",\(Int64(bitPattern: record.uint64(at: Offset.offset)))")
    line.append(",\(record.uint64(at: Offset.duration) / 1000),")
    line.append(field: record.bytes(at: Offset.name, limit: Ext4slower.nameBytes))
    line.endLine()
  }
}

/// The lines of `ext4slower --json`; docs/json-lines.md tells the keys.
public struct Ext4JSON: RecordFormat, Sendable {
  private let clock: EventClock

  /// Objects whose times are counted from 1970 by the given clock.
  public init(clock: EventClock) {
    self.clock = clock
  }

  /// Nothing.
  public func appendHeader(to line: inout LineBuffer) {}

  /// Writes a record as one object.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let event = Ext4slower.event(from: record) else { return }
    line.beginObject()
    line.member("event", "file")
    line.member("time_ns", clock.sinceEpoch(event.time))
    line.member("pid", event.pid)
    line.member("tid", event.tid)
    line.member("comm", bytes: event.comm)
    line.member("operation", "\(event.operation)")
    line.member("bytes", max(event.result, 0))
    line.member("errno", max(0 &- event.result, 0))
    line.member("offset", event.offset)
    line.member("duration_ns", event.duration)
    line.member("name", bytes: event.name)
    line.endObjectLine()
  }
}

extension LineBuffer {
  /// Adds a text of a line of comma-separated values: printable, in quotation marks, those inside doubled.
  mutating func append(field text: [UInt8]) {
    append(UInt8(ascii: "\""))
    let quote = UInt8(ascii: "\"")
    append(
      printing: Array(
        text.split(separator: quote, omittingEmptySubsequences: false)
          .joined(separator: [quote, quote])))
    append(UInt8(ascii: "\""))
  }
}
