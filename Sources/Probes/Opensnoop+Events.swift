// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import Glibc

/// An open, openat or openat2 that returned.
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
  public var path: [UInt8]?
}

extension Opensnoop: StreamingProbe {
  /// Where the fields of a record are, in bytes.
  package enum Offset {
    package static let time = 0, pid = 8, tid = 12, uid = 16, result = 20, flags = 24,
      pathBytes = 28
    package static let comm = 32, path = 48
  }

  /// Decodes a record.
  public static func event(from record: RawSpan) -> OpenEvent? {
    let pathBytes = Int(record.uint32(at: Offset.pathBytes))
    guard record.byteCount >= Offset.path + pathBytes, pathBytes <= OPENSNOOP_PATH_BYTES else {
      return nil
    }
    let time = record.uint64(at: Offset.time)
    return OpenEvent(
      time: time == 0 ? nil : time, pid: record.uint32(at: Offset.pid),
      tid: record.uint32(at: Offset.tid), uid: record.uint32(at: Offset.uid),
      result: record.int32(at: Offset.result), flags: record.uint32(at: Offset.flags),
      comm: record.bytes(at: Offset.comm, limit: 16),
      path: pathBytes == 0 ? nil : record.bytes(at: Offset.path, limit: pathBytes))
  }

  /// Writes the line that names the columns.
  public static func appendHeader(to line: inout LineBuffer) {
    line.append("PID")
    line.pad(toColumn: 8)
    line.append("COMM")
    line.pad(toColumn: 25)
    line.append("FD")
    line.pad(toColumn: 30)
    line.append("ERR")
    line.pad(toColumn: 35)
    line.append("PATH")
    line.endLine()
  }

  /// Writes a record as one line.
  public static func append(_ record: RawSpan, to line: inout LineBuffer) {
    let result = Int64(record.int32(at: Offset.result))
    line.append(decimal: Int64(record.uint32(at: Offset.pid)))
    line.pad(toColumn: 8)
    line.append(printing: record.text(at: Offset.comm, limit: 16))
    line.pad(toColumn: 25)
    line.append(decimal: max(result, -1))
    line.pad(toColumn: 30)
    line.append(decimal: max(-result, 0))
    line.pad(toColumn: 35)
    line.append(printing: record.text(at: Offset.path, limit: Int(OPENSNOOP_PATH_BYTES)))
    line.endLine()
  }
}
