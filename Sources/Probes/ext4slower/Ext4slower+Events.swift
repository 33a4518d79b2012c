// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import Lines

/// An operation on a file on ext4 that returned.
public struct Ext4Event: Sendable, Hashable {
  /// The operation on the file.
  public enum Operation: UInt32, Sendable, CaseIterable {
    case read = 1
    case write, open, fsync
  }

  /// When it returned: nanoseconds of CLOCK_MONOTONIC.
  public var time: UInt64
  /// How long it took, in nanoseconds.
  public var duration: UInt64
  /// The operation.
  public var operation: Operation
  /// Bytes read or written; 0 for an open or fsync that went well; -errno.
  public var result: Int64
  /// Where in the file it began, in bytes.
  public var offset: Int64
  /// The process.
  public var pid: UInt32
  /// The thread.
  public var tid: UInt32
  /// The thread's name, at most 15 bytes.
  public var comm: [UInt8]
  /// The last part of the file's path, at most 255 bytes; `nil` where it could not be read.
  public var name: [UInt8]?
}

extension Ext4slower: StreamingProbe {
  static let nameBytes = Int(EXT4SLOWER_NAME_BYTES)

  enum Offset {
    static let time = 0, duration = 8, result = 16, offset = 24, pid = 32, tid = 36
    static let operation = 40, nameBytes = 44, comm = 48, name = 64
  }

  /// Bytes, 0 or -errno.
  static func result(of record: RawSpan) -> Int64 {
    Int64(bitPattern: record.uint64(at: Offset.result)).asSeenByPrograms
  }

  /// Decodes a record.
  public static func event(from record: RawSpan) -> Ext4Event? {
    let nameBytes = Int(record.uint32(at: Offset.nameBytes))
    guard nameBytes <= EXT4SLOWER_NAME_BYTES, record.byteCount >= Offset.name + nameBytes,
      let operation = Ext4Event.Operation(rawValue: record.uint32(at: Offset.operation))
    else { return nil }
    return Ext4Event(
      time: record.uint64(at: Offset.time), duration: record.uint64(at: Offset.duration),
      operation: operation, result: result(of: record),
      offset: Int64(bitPattern: record.uint64(at: Offset.offset)),
      pid: record.uint32(at: Offset.pid), tid: record.uint32(at: Offset.tid),
      comm: record.bytes(at: Offset.comm, limit: 16),
      name: nameBytes == 0 ? nil : record.bytes(at: Offset.name, limit: nameBytes))
  }

  /// The file, which `--top` counts by.
  public static func subject(of record: RawSpan) -> EventSubject? {
    guard let event = event(from: record) else { return nil }
    return EventSubject(comm: event.comm, subject: event.name ?? [])
  }

  /// Writes the line that names the columns.
  public static func appendHeader(to line: inout LineBuffer) {
    Ext4Table().appendHeader(to: &line)
  }

  /// Writes a record as one line.
  public static func append(_ record: RawSpan, to line: inout LineBuffer) {
    Ext4Table().append(record, to: &line)
  }
}
