// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import Lines

/// An exec that returned, for better or worse.
public struct ExecEvent: Sendable, Hashable {
  /// When it was done: nanoseconds of CLOCK_MONOTONIC.
  public var time: UInt64
  /// The process.
  public var pid: UInt32
  /// Its parent process.
  public var ppid: UInt32
  /// The real user.
  public var uid: UInt32
  /// 0, or -errno.
  public var result: Int32
  /// The thread's name, at most 15 bytes: the new one, of a failed exec the old one.
  public var comm: [UInt8]
  /// The filename as the program gave it, of a script its own; `nil` where it could not be read.
  ///
  /// An execveat relative to a descriptor says `/dev/fd/N/PATH`, a failed one the given path.
  public var filename: [UInt8]?
  /// The arguments, the program's own name first, at most 4,096 bytes in all.
  ///
  /// Of a script these are its interpreter's; of a failed exec, those that were given.
  public var arguments: [[UInt8]]
  /// Whether there were more arguments than fit: the last may be cut, more may be missing.
  public var isCut: Bool
  /// Whether arguments are missing since they could not be read.
  public var isUnreadable: Bool
  /// Whether an interpreter runs the file, which is a script: then `arguments` are the
  /// interpreter's. `nil` where the rung cannot tell; of a failed exec `false`.
  public var isInterpreted: Bool? = false

  /// The arguments behind the program's name; of a script, those behind the script's.
  public var givenArguments: ArraySlice<[UInt8]> {
    arguments.dropFirst((scriptIndex ?? 0) + 1)
  }

  /// Where the interpreter's arguments have the script's filename.
  ///
  /// Where the rung cannot tell a script, it is taken for one if its first argument is the path of
  /// another file: who runs a program by its path gives this path as its name.
  private var scriptIndex: Int? {
    guard isInterpreted ?? looksInterpreted, let filename else { return nil }
    return arguments.dropFirst().firstIndex(of: filename)
  }

  private var looksInterpreted: Bool {
    guard let first = arguments.first else { return false }
    return first.contains(UInt8(ascii: "/")) && first != filename
  }
}

extension Execsnoop: StreamingProbe {
  enum Offset {
    static let time = 0, pid = 8, ppid = 12, uid = 16, result = 20, flags = 24
    static let filenameBytes = 28, argumentBytes = 32, comm = 40, data = 56
  }

  /// Where the filename and the arguments are, or `nil` where the record is none.
  static func ranges(of record: RawSpan) -> (filename: Range<Int>, arguments: Range<Int>)? {
    let filenameBytes = Int(record.uint32(at: Offset.filenameBytes))
    let argumentBytes = Int(record.uint32(at: Offset.argumentBytes))
    let middle = Offset.data + filenameBytes
    guard filenameBytes <= EXECSNOOP_FILENAME_BYTES, argumentBytes <= EXECSNOOP_ARGUMENT_BYTES,
      middle + argumentBytes <= record.byteCount
    else { return nil }
    return (Offset.data..<middle, middle..<(middle + argumentBytes))
  }

  /// Decodes a record.
  public static func event(from record: RawSpan) -> ExecEvent? {
    guard let ranges = ranges(of: record) else { return nil }
    let flags = Int32(truncatingIfNeeded: record.uint32(at: Offset.flags))
    return ExecEvent(
      time: record.uint64(at: Offset.time), pid: record.uint32(at: Offset.pid),
      ppid: record.uint32(at: Offset.ppid), uid: record.uint32(at: Offset.uid),
      result: record.int32(at: Offset.result).asSeenByPrograms,
      comm: record.bytes(at: Offset.comm, limit: 16),
      filename: ranges.filename.isEmpty
        ? nil : record.bytes(at: Offset.data, limit: ranges.filename.count),
      arguments: arguments(in: record.extracting(ranges.arguments)),
      isCut: flags & EXECSNOOP_CUT != 0, isUnreadable: flags & EXECSNOOP_UNREADABLE != 0,
      isInterpreted: flags & EXECSNOOP_INTERPRETER_UNKNOWN != 0
        ? nil : flags & EXECSNOOP_INTERPRETED != 0)
  }

  private static func arguments(in bytes: RawSpan) -> [[UInt8]] {
    var arguments: [[UInt8]] = []
    var start = 0
    while start < bytes.byteCount {
      let argument = bytes.bytes(at: start, limit: bytes.byteCount - start)
      arguments.append(argument)
      start += argument.count + 1
    }
    return arguments
  }

  /// The filename, which `--top` counts by.
  public static func subject(of record: RawSpan) -> EventSubject? {
    guard let ranges = ranges(of: record) else { return nil }
    return EventSubject(
      comm: record.bytes(at: Offset.comm, limit: 16),
      subject: record.bytes(at: Offset.data, limit: ranges.filename.count))
  }

  /// Writes the line that names the columns.
  public static func appendHeader(to line: inout LineBuffer) {
    ExecTable().appendHeader(to: &line)
  }

  /// Writes a record as one line.
  public static func append(_ record: RawSpan, to line: inout LineBuffer) {
    ExecTable().append(record, to: &line)
  }
}
