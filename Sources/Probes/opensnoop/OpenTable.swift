// SPDX-License-Identifier: Apache-2.0

import BPF

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
  /// What times are counted from.
  public var clock: EventClock

  /// The columns that are there by default.
  public init(clock: EventClock = EventClock(start: 0, offset: 0)) {
    self.clock = clock
  }

  private typealias Offset = Opensnoop.Offset

  /// Writes the line that names the columns.
  public func appendHeader(to line: inout LineBuffer) {
    var column = 0
    if let time {
      line.append(titleOf: time)
      line.pad(from: &column, LineBuffer.width(of: time))
    }
    if withUser {
      line.append("UID")
      line.pad(from: &column, 7)
    }
    line.append("PID")
    line.pad(from: &column, 8)
    if withThread {
      line.append("TID")
      line.pad(from: &column, 8)
    }
    line.append("COMM")
    line.pad(from: &column, 17)
    line.append("FD")
    line.pad(from: &column, 5)
    line.append("ERR")
    line.pad(from: &column, 5)
    if withFlags {
      line.append("FLAGS")
      line.pad(from: &column, 9)
    }
    line.append("PATH")
    line.endLine()
  }

  /// Writes a record as one line.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let ranges = Opensnoop.ranges(of: record) else { return }
    let result = Int64(record.int32(at: Offset.result).asSeenByPrograms)
    var column = 0
    if let time {
      line.append(record.uint64(at: Offset.time), in: time, of: clock)
      line.pad(from: &column, LineBuffer.width(of: time))
    }
    if withUser {
      line.append(decimal: Int64(record.uint32(at: Offset.uid)))
      line.pad(from: &column, 7)
    }
    line.append(decimal: Int64(record.uint32(at: Offset.pid)))
    line.pad(from: &column, 8)
    if withThread {
      line.append(decimal: Int64(record.uint32(at: Offset.tid)))
      line.pad(from: &column, 8)
    }
    line.append(printing: record.text(at: Offset.comm, limit: 16))
    line.pad(from: &column, 17)
    line.append(decimal: max(result, -1))
    line.pad(from: &column, 5)
    line.append(decimal: max(-result, 0))
    line.pad(from: &column, 5)
    if withFlags {
      line.append(octal: Opensnoop.flags(of: record))
      line.pad(from: &column, 9)
    }
    appendPath(record, ranges, to: &line)
    line.endLine()
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

extension LineBuffer {
  /// Ends a column that is so many characters wide, a blank in the end included, and goes on to the next.
  mutating func pad(from column: inout Int, _ width: Int) {
    column += width
    pad(toColumn: column)
  }

  /// Adds a number in octal with at least eight digits.
  mutating func append(octal number: UInt32) {
    let digits = String(number, radix: 8)
    append(String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits)
  }
}
