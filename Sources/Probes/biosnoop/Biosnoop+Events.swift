// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import Lines

/// A request to a block device that is done.
public struct BlockEvent: Sendable, Hashable {
  /// The operation that the device was asked for.
  public enum Operation: UInt32, Sendable, CaseIterable {
    case read = 0
    case write, flush, discard, other
  }

  /// When it was done: nanoseconds of CLOCK_MONOTONIC.
  public var time: UInt64
  /// How long the device took, in nanoseconds, since the request was last given to it.
  public var duration: UInt64
  /// How long it waited before, in nanoseconds, since it was made; 0 where the rung cannot tell.
  public var queued: UInt64
  /// The device, a whole disk.
  public var device: BlockDevice
  /// The operation.
  public var operation: Operation
  /// The first sector, of 512 bytes each; 0 where the request has no place, as a flush.
  public var sector: UInt64
  /// Bytes.
  public var size: UInt32
  /// The process that made the request.
  public var pid: UInt32
  /// The thread.
  public var tid: UInt32
  /// The thread's name, at most 15 bytes.
  public var comm: [UInt8]
}

extension Biosnoop: StreamingProbe {
  enum Offset {
    static let time = 0, duration = 8, queued = 16, sector = 24, size = 32, device = 36
    static let operation = 40, pid = 44, tid = 48, comm = 56, end = 72
  }

  /// Decodes a record.
  public static func event(from record: RawSpan) -> BlockEvent? {
    guard record.byteCount >= Offset.end,
      let operation = BlockEvent.Operation(rawValue: record.uint32(at: Offset.operation))
    else { return nil }
    return BlockEvent(
      time: record.uint64(at: Offset.time), duration: record.uint64(at: Offset.duration),
      queued: record.uint64(at: Offset.queued),
      device: BlockDevice(number: record.uint32(at: Offset.device)), operation: operation,
      sector: record.uint64(at: Offset.sector), size: record.uint32(at: Offset.size),
      pid: record.uint32(at: Offset.pid), tid: record.uint32(at: Offset.tid),
      comm: record.bytes(at: Offset.comm, limit: 16))
  }

  /// The disk, which `--top` counts by.
  public static func subject(of record: RawSpan) -> EventSubject? {
    guard let event = event(from: record) else { return nil }
    return EventSubject(comm: event.comm, subject: Array(event.device.name.utf8))
  }

  /// Writes the line that names the columns.
  public static func appendHeader(to line: inout LineBuffer) {
    BlockTable(names: [:]).appendHeader(to: &line)
  }

  /// Writes a record as one line.
  public static func append(_ record: RawSpan, to line: inout LineBuffer) {
    BlockTable(names: [:]).append(record, to: &line)
  }
}
