// SPDX-License-Identifier: Apache-2.0

import BPF

/// The lines of `execsnoop`.
public struct ExecTable: RecordFormat, Sendable {
  /// The times each line begins with.
  public var times: [TimeColumn] = []
  /// Whether the user is shown.
  public var withUser = false
  /// Whether arguments are in quotation marks.
  public var isQuoting = false
  /// The most arguments that are shown, the program's own name not counted; all where it is `nil`.
  public var mostArguments: Int?
  /// What times are counted from.
  public var clock: EventClock

  /// The columns that are there by default.
  public init(clock: EventClock = EventClock(start: 0, offset: 0)) {
    self.clock = clock
  }

  private typealias Offset = Execsnoop.Offset

  /// Writes the line that names the columns.
  public func appendHeader(to line: inout LineBuffer) {
    var column = 0
    for time in times {
      line.append(titleOf: time)
      line.pad(from: &column, LineBuffer.width(of: time))
    }
    if withUser {
      line.append("UID")
      line.pad(from: &column, 7)
    }
    line.append("PCOMM")
    line.pad(from: &column, 17)
    line.append("PID")
    line.pad(from: &column, 8)
    line.append("PPID")
    line.pad(from: &column, 8)
    line.append("RET")
    line.pad(from: &column, 4)
    line.append("ARGS")
    line.endLine()
  }

  /// Writes a record as one line: the filename, then the arguments behind the program's own name.
  ///
  /// Arguments that are missing, since they did not fit, could not be read or are not to be shown, are three
  /// dots.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let ranges = Execsnoop.ranges(of: record) else { return }
    var column = 0
    for time in times {
      line.append(record.uint64(at: Offset.time), in: time, of: clock)
      line.pad(from: &column, LineBuffer.width(of: time))
    }
    if withUser {
      line.append(decimal: Int64(record.uint32(at: Offset.uid)))
      line.pad(from: &column, 7)
    }
    line.append(printing: record.text(at: Offset.comm, limit: 16))
    line.pad(from: &column, 17)
    line.append(decimal: Int64(record.uint32(at: Offset.pid)))
    line.pad(from: &column, 8)
    line.append(decimal: Int64(record.uint32(at: Offset.ppid)))
    line.pad(from: &column, 8)
    line.append(decimal: Int64(record.int32(at: Offset.result)))
    line.pad(from: &column, 4)
    append(word: record.text(at: Offset.data, limit: ranges.filename.count), to: &line)
    let isWhole = append(arguments: record.extracting(ranges.arguments), to: &line)
    if !isWhole || record.uint32(at: Offset.flags) != 0 { line.append(" ...") }
    line.endLine()
  }

  /// Writes the arguments but the first.
  ///
  /// - Returns: Whether these are all.
  private func append(arguments: RawSpan, to line: inout LineBuffer) -> Bool {
    var start = arguments.text(at: 0, limit: arguments.byteCount).byteCount + 1
    var shown = 0
    while start < arguments.byteCount {
      if let mostArguments, shown == mostArguments { return false }
      let argument = arguments.text(at: start, limit: arguments.byteCount - start)
      line.append(UInt8(ascii: " "))
      append(word: argument, to: &line)
      start += argument.byteCount + 1
      shown += 1
    }
    return true
  }

  private func append(word: RawSpan, to line: inout LineBuffer) {
    guard isQuoting else {
      line.append(printing: word)
      return
    }
    line.append(UInt8(ascii: "\""))
    let bytes = word.bytes(at: 0, limit: word.byteCount)
    for part in bytes.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
      .enumerated()
    {
      if part.offset > 0 { line.append("\\\"") }
      line.append(printing: Array(part.element))
    }
    line.append(UInt8(ascii: "\""))
  }
}
