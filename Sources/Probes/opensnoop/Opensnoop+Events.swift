// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import Glibc
import Lines

/// An open, creat, openat, openat2, open_by_handle_at or open by io_uring that returned.
public struct OpenEvent: Sendable, Hashable {
  /// When it returned, in nanoseconds of CLOCK_MONOTONIC; `nil` unless it was asked for.
  public var time: UInt64?
  /// The process.
  public var pid: UInt32
  /// The thread.
  public var tid: UInt32
  /// The real user.
  public var uid: UInt32
  /// The file descriptor, or -errno.
  public var result: Int32
  /// `O_…`, as the program asked for them.
  public var flags: UInt32
  /// The thread's name, at most 15 bytes.
  public var comm: [UInt8]
  /// The path as the program gave it, at most 4,095 bytes; `nil` where it could not be read.
  ///
  /// The opened file's name of an open by handle, with `withDirectory` its path; `nil` where it
  /// failed, or where nobody has come to the file by a name.
  public var path: [UInt8]?
  /// The absolute path of the directory that a relative path begins in, if it was asked for.
  ///
  /// Where it is longer than 4,096 bytes or 64 steps, its beginning is missing.
  public var directory: [UInt8]?
  /// Whether it was opened by a handle (open_by_handle_at).
  public var isByHandle = false

  /// `path` behind `directory`, as far as these are known.
  public var fullPath: [UInt8]? {
    guard let path, let directory else { return path }
    return directory + (directory.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + path
  }
}

extension Opensnoop: StreamingProbe {
  /// Where the fields of a record are, in bytes.
  package enum Offset {
    package static let time = 0, pid = 8, tid = 12, uid = 16, result = 20, flags = 24,
      pathBytes = 28, directoryBytes = 30
    package static let comm = 32, data = 48
  }

  /// Where the path and the directory are, or `nil` where the record is none.
  static func ranges(of record: RawSpan) -> (path: Range<Int>, directory: Range<Int>)? {
    let pathBytes = Int(record.uint16(at: Offset.pathBytes))
    let directoryBytes = Int(record.uint16(at: Offset.directoryBytes))
    let middle = Offset.data + pathBytes
    guard pathBytes <= OPENSNOOP_PATH_BYTES, directoryBytes <= OPENSNOOP_DIRECTORY_BYTES,
      middle + directoryBytes <= record.byteCount
    else { return nil }
    return (Offset.data..<middle, middle..<(middle + directoryBytes))
  }

  /// From the names of directories, the nearest first, the path from the root.
  private static func directory(in names: RawSpan) -> [UInt8] {
    var parts: [[UInt8]] = []
    var start = 0
    while start < names.byteCount {
      let name = names.bytes(at: start, limit: names.byteCount - start)
      parts.append(name)
      start += name.count + 1
    }
    return Array(parts.reversed().map { [UInt8(ascii: "/")] + $0 }.joined())
  }

  /// Decodes a record.
  public static func event(from record: RawSpan) -> OpenEvent? {
    guard let ranges = ranges(of: record) else { return nil }
    let time = record.uint64(at: Offset.time)
    let isByHandle = Self.isByHandle(record)
    var path =
      ranges.path.isEmpty ? nil : record.bytes(at: Offset.data, limit: ranges.path.count)
    var directory =
      ranges.directory.isEmpty ? nil : directory(in: record.extracting(ranges.directory))
    if isByHandle, let whole = directory { (path, directory) = (whole, nil) }
    return OpenEvent(
      time: time == 0 ? nil : time, pid: record.uint32(at: Offset.pid),
      tid: record.uint32(at: Offset.tid), uid: record.uint32(at: Offset.uid),
      result: record.int32(at: Offset.result).asSeenByPrograms,
      flags: flags(of: record), comm: record.bytes(at: Offset.comm, limit: 16), path: path,
      directory: directory, isByHandle: isByHandle)
  }

  static func isByHandle(_ record: RawSpan) -> Bool {
    record.uint32(at: Offset.flags) & UInt32(OPENSNOOP_BY_HANDLE) != 0
  }

  static func flags(of record: RawSpan) -> UInt32 {
    record.uint32(at: Offset.flags) & ~UInt32(OPENSNOOP_BY_HANDLE)
  }

  /// The path, which `--top` counts by.
  public static func subject(of record: RawSpan) -> EventSubject? {
    guard let ranges = ranges(of: record) else { return nil }
    if isByHandle(record), let event = event(from: record) {
      return EventSubject(comm: event.comm, subject: event.path ?? Array("[handle]".utf8))
    }
    return EventSubject(
      comm: record.bytes(at: Offset.comm, limit: 16),
      subject: record.bytes(at: Offset.data, limit: ranges.path.count))
  }

  /// Writes the line that names the columns.
  public static func appendHeader(to line: inout LineBuffer) {
    OpenTable().appendHeader(to: &line)
  }

  /// Writes a record as one line.
  public static func append(_ record: RawSpan, to line: inout LineBuffer) {
    OpenTable().append(record, to: &line)
  }
}
