// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The lines of `biosnoop`.
public struct BlockTable: RecordFormat, Sendable {
  /// Whether the time that requests waited before the device is shown.
  public var withQueue: Bool
  /// Tells requests that go on where the one before ended; not shown where it is `nil`.
  public var pattern: AccessPattern?
  /// The clock that times are counted by.
  public var clock: EventClock
  private let names: [BlockDevice: String]

  /// The columns, with times since the start of a clock.
  ///
  /// - Parameters:
  ///   - withQueue: Whether the time that requests waited before the device is shown.
  ///   - pattern: What tells requests that go on where the one before ended; not shown where it is
  ///     `nil`.
  ///   - clock: What times are counted from.
  ///   - names: The names of disks; one that is not among them is shown by its numbers.
  public init(
    withQueue: Bool = false, pattern: AccessPattern? = nil,
    clock: EventClock = EventClock(start: 0, offset: 0),
    names: [BlockDevice: String] = BlockTable.namesOfDisks
  ) {
    self.withQueue = withQueue
    self.pattern = pattern
    self.clock = clock
    self.names = names
  }

  /// The names of the disks that are there now.
  public static var namesOfDisks: [BlockDevice: String] {
    var names: [BlockDevice: String] = [:]
    for name in BlockDevice.diskNames {
      if let device = BlockDevice(disk: name) { names[device] = name }
    }
    return names
  }

  private typealias Offset = Biosnoop.Offset

  private static let time = Column("TIME(s)", 12)
  private static let comm = Column("COMM", 16)
  private static let disk = Column("DISK", 8)
  private static let type = Column("T", 2)
  private static let sector = Column("SECTOR", 11)
  private static let bytes = Column("BYTES", 8)
  private static let pattern = Column("P", 2)
  private static let queued = Column("QUE(ms)", 8)

  /// Writes the line that names the columns.
  public func appendHeader(to line: inout LineBuffer) {
    line.append(
      titles: [
        Self.time, Self.comm, .pid, Self.disk, Self.type, Self.sector, Self.bytes,
      ] + (pattern == nil ? [] : [Self.pattern]) + (withQueue ? [Self.queued] : [])
        + [Column("LAT(ms)")])
  }

  /// Writes a record as one line: R read, W write, F flush, D discard, N another operation.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    var place = 0
    line.append(record.uint64(at: Offset.time), in: .sinceStart, of: clock)
    line.end(Self.time, at: &place)
    line.append(printing: record.text(at: Offset.comm, limit: 16))
    line.end(Self.comm, at: &place)
    line.append(decimal: Int64(record.uint32(at: Offset.pid)))
    line.end(.pid, at: &place)
    appendRequest(record, to: &line, &place)
    if let pattern {
      line.append(letter(of: pattern.next(record)))
      line.end(Self.pattern, at: &place)
    }
    if withQueue {
      line.append(fixed: record.uint64(at: Offset.queued) / 1000, decimals: 3)
      line.end(Self.queued, at: &place)
    }
    line.append(fixed: record.uint64(at: Offset.duration) / 1000, decimals: 3)
    line.endLine()
  }

  private func appendRequest(_ record: RawSpan, to line: inout LineBuffer, _ place: inout Int) {
    let device = BlockDevice(number: record.uint32(at: Offset.device))
    line.append(names[device] ?? "\(device.major):\(device.minor)")
    line.end(Self.disk, at: &place)
    line.append(Self.letter(of: record))
    line.end(Self.type, at: &place)
    line.append(decimal: Int64(bitPattern: record.uint64(at: Offset.sector)))
    line.end(Self.sector, at: &place)
    line.append(decimal: Int64(record.uint32(at: Offset.size)))
    line.end(Self.bytes, at: &place)
  }

  private func letter(of access: AccessPattern.Access?) -> UInt8 {
    switch access {
    case .sequential: UInt8(ascii: "S")
    case .random: UInt8(ascii: "R")
    case nil: UInt8(ascii: "?")
    }
  }

  private static func letter(of record: RawSpan) -> UInt8 {
    switch BlockEvent.Operation(rawValue: record.uint32(at: Offset.operation)) {
    case .read: UInt8(ascii: "R")
    case .write: UInt8(ascii: "W")
    case .flush: UInt8(ascii: "F")
    case .discard: UInt8(ascii: "D")
    case .other: UInt8(ascii: "N")
    case nil: UInt8(ascii: "?")
    }
  }
}
