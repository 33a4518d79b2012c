// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The lines of `opensnoop`.
public struct OpenTable: RecordFormat, Sendable {
  /// The time each line begins with, if any; needs events with a time.
  public var time: TimeColumn?
  /// Whether the user is shown.
  public var withUser = false
  /// Whether the thread is shown.
  public var withThread = false
  /// Whether the flags are shown, in octal.
  public var withFlags = false
  /// The clock that times are counted by.
  public var clock: EventClock

  /// The columns that are there by default.
  public init(clock: EventClock = EventClock(start: 0, offset: 0)) {
    self.clock = clock
  }

  private typealias Offset = Opensnoop.Offset

  private static let descriptor = Column("FD", 5)
  private static let error = Column("ERR", 5)
  private static let flags = Column("FLAGS", 9)

  /// Writes the line that names the columns.
  public func appendHeader(to line: inout LineBuffer) {
    line.append(
      titles: (time.map { [$0.column] } ?? []) + (withUser ? [.uid] : []) + [.pid]
        + (withThread ? [.tid] : []) + [.comm, Self.descriptor, Self.error]
        + (withFlags ? [Self.flags] : []) + [Column("PATH")])
  }

  /// Writes a record as one line.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let ranges = Opensnoop.ranges(of: record) else { return }
    var place = 0
    appendCause(record, to: &line, &place)
    let result = Int64(record.int32(at: Offset.result).asSeenByPrograms)
    line.append(decimal: max(result, -1))
    line.end(Self.descriptor, at: &place)
    line.append(decimal: max(-result, 0))
    line.end(Self.error, at: &place)
    if withFlags {
      line.append(octal: Opensnoop.flags(of: record))
      line.end(Self.flags, at: &place)
    }
    appendPath(record, ranges, to: &line)
    line.endLine()
  }

  /// Adds when, and who.
  private func appendCause(_ record: RawSpan, to line: inout LineBuffer, _ place: inout Int) {
    if let time {
      line.append(record.uint64(at: Offset.time), in: time, of: clock)
      line.end(time.column, at: &place)
    }
    if withUser {
      line.append(decimal: Int64(record.uint32(at: Offset.uid)))
      line.end(.uid, at: &place)
    }
    line.append(decimal: Int64(record.uint32(at: Offset.pid)))
    line.end(.pid, at: &place)
    if withThread {
      line.append(decimal: Int64(record.uint32(at: Offset.tid)))
      line.end(.tid, at: &place)
    }
    line.append(printing: record.text(at: Offset.comm, limit: 16))
    line.end(.comm, at: &place)
  }

  private func appendPath(
    _ record: RawSpan, _ ranges: (path: Range<Int>, directory: Range<Int>),
    to line: inout LineBuffer
  ) {
    if Opensnoop.isByHandle(record) {
      line.append("[handle]")
      guard let path = Opensnoop.event(from: record)?.path else { return }
      line.append(UInt8(ascii: " "))
      line.append(printing: path)
    } else if !ranges.directory.isEmpty, let full = Opensnoop.event(from: record)?.fullPath {
      unsafe line.append(printing: full.span.bytes)
    } else {
      line.append(printing: record.text(at: Offset.data, limit: ranges.path.count))
    }
  }
}
