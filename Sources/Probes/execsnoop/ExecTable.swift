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

  /// Writes a record as one line: the filename, then the arguments behind the program's own name, of a script behind
  /// the script's.
  ///
  /// Arguments that are missing, since they did not fit, could not be read or are not to be shown, are three
  /// dots.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let event = Execsnoop.event(from: record) else { return }
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
    line.append(decimal: Int64(event.result))
    line.pad(from: &column, 4)
    append(word: event.filename ?? [], to: &line)
    let given = event.givenArguments
    let shown = given.prefix(mostArguments ?? Int.max)
    for argument in shown {
      line.append(UInt8(ascii: " "))
      append(word: argument, to: &line)
    }
    if shown.count < given.count || event.isCut || event.isUnreadable { line.append(" ...") }
    line.endLine()
  }

  private func append(word: [UInt8], to line: inout LineBuffer) {
    guard isQuoting else {
      line.append(printing: word)
      return
    }
    line.append(UInt8(ascii: "\""))
    for part in word.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
      .enumerated()
    {
      if part.offset > 0 { line.append("\\\"") }
      line.append(printing: Array(part.element))
    }
    line.append(UInt8(ascii: "\""))
  }
}
