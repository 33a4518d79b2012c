// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

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
  /// The clock that times are counted by.
  public var clock: EventClock

  /// The columns that are there by default.
  public init(clock: EventClock = EventClock(start: 0, offset: 0)) {
    self.clock = clock
  }

  private typealias Offset = Execsnoop.Offset

  private static let comm = Column("PCOMM", 17)
  private static let parent = Column("PPID", 8)
  private static let result = Column("RET", 4)

  /// Writes the line that names the columns.
  public func appendHeader(to line: inout LineBuffer) {
    line.append(
      titles: times.map(\.column) + (withUser ? [.uid] : [])
        + [Self.comm, .pid, Self.parent, Self.result, Column("ARGS")])
  }

  /// Writes a record as one line: the filename, then the arguments behind the program's own name,
  /// of a script behind the script's.
  ///
  /// Arguments that are missing, since they did not fit, could not be read or are not to be shown,
  /// are three dots.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let event = Execsnoop.event(from: record) else { return }
    var place = 0
    for time in times {
      line.append(record.uint64(at: Offset.time), in: time, of: clock)
      line.end(time.column, at: &place)
    }
    if withUser {
      line.append(decimal: Int64(record.uint32(at: Offset.uid)))
      line.end(.uid, at: &place)
    }
    line.append(printing: record.text(at: Offset.comm, limit: 16))
    line.end(Self.comm, at: &place)
    line.append(decimal: Int64(record.uint32(at: Offset.pid)))
    line.end(.pid, at: &place)
    line.append(decimal: Int64(record.uint32(at: Offset.ppid)))
    line.end(Self.parent, at: &place)
    line.append(decimal: Int64(event.result))
    line.end(Self.result, at: &place)
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
