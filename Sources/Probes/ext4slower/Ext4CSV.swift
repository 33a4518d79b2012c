// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

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

extension LineBuffer {
  /// Adds a comma-separated value: printable, in quotation marks, those inside doubled.
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
