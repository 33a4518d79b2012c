// SPDX-License-Identifier: Apache-2.0

import BPF

/// The lines of `biosnoop`.
public struct BlockTable: RecordFormat, Sendable {
  /// Whether the time that requests waited before the device is shown.
  public var withQueue: Bool
  /// What tells requests that go on where the one before ended; not shown where it is `nil`.
  public var pattern: AccessPattern?
  /// What times are counted from.
  public var clock: EventClock
  private let names: [BlockDevice: String]

  /// The columns, with times since the start of a clock.
  ///
  /// - Parameters:
  ///   - withQueue: Whether the time that requests waited before the device is shown.
  ///   - pattern: What tells requests that go on where the one before ended; not shown where it is `nil`.
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

  /// Writes the line that names the columns.
  public func appendHeader(to line: inout LineBuffer) {
    line.append("TIME(s)")
    line.pad(toColumn: 12)
    line.append("COMM")
    line.pad(toColumn: 28)
    line.append("PID")
    line.pad(toColumn: 36)
    line.append("DISK")
    line.pad(toColumn: 44)
    line.append("T")
    line.pad(toColumn: 46)
    line.append("SECTOR")
    line.pad(toColumn: 57)
    line.append("BYTES")
    line.pad(toColumn: 65)
    if pattern != nil { line.append("P ") }
    if withQueue {
      line.append("QUE(ms)")
      line.pad(toColumn: 73 + patternWidth)
    }
    line.append("LAT(ms)")
    line.endLine()
  }

  /// Writes a record as one line: R read, W write, F flush, D discard, N another operation.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    let device = BlockDevice(number: record.uint32(at: Offset.device))
    line.append(record.uint64(at: Offset.time), in: .sinceStart, of: clock)
    line.pad(toColumn: 12)
    line.append(printing: record.text(at: Offset.comm, limit: 16))
    line.pad(toColumn: 28)
    line.append(decimal: Int64(record.uint32(at: Offset.pid)))
    line.pad(toColumn: 36)
    line.append(names[device] ?? "\(device.major):\(device.minor)")
    line.pad(toColumn: 44)
    line.append(Self.letter(of: record))
    line.pad(toColumn: 46)
    line.append(decimal: Int64(bitPattern: record.uint64(at: Offset.sector)))
    line.pad(toColumn: 57)
    line.append(decimal: Int64(record.uint32(at: Offset.size)))
    line.pad(toColumn: 65)
    if let pattern {
      line.append(letter(of: pattern.next(record)))
      line.append(UInt8(ascii: " "))
    }
    if withQueue {
      line.append(fixed: record.uint64(at: Offset.queued) / 1000, decimals: 3)
      line.pad(toColumn: 73 + patternWidth)
    }
    line.append(fixed: record.uint64(at: Offset.duration) / 1000, decimals: 3)
    line.endLine()
  }

  private var patternWidth: Int { pattern == nil ? 0 : 2 }

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

/// The lines of `biosnoop --json`; docs/json-lines.md tells the keys.
public struct BlockJSON: RecordFormat, Sendable {
  private let withQueue: Bool
  private let pattern: AccessPattern?
  private let clock: EventClock
  private let names: [BlockDevice: String]

  /// Objects whose times are counted from 1970 by the given clock.
  public init(withQueue: Bool, pattern: AccessPattern? = nil, clock: EventClock) {
    self.withQueue = withQueue
    self.pattern = pattern
    self.clock = clock
    names = BlockTable.namesOfDisks
  }

  /// Nothing.
  public func appendHeader(to line: inout LineBuffer) {}

  /// Writes a record as one object.
  public func append(_ record: RawSpan, to line: inout LineBuffer) {
    guard let event = Biosnoop.event(from: record) else { return }
    line.beginObject()
    line.member("event", "block")
    line.member("time_ns", clock.sinceEpoch(event.time))
    line.member("pid", event.pid)
    line.member("tid", event.tid)
    line.member("comm", bytes: event.comm)
    line.member("disk", names[event.device] ?? "\(event.device.major):\(event.device.minor)")
    line.member("operation", "\(event.operation)")
    line.member("sector", event.sector)
    line.member("bytes", event.size)
    if let access = pattern?.next(record) { line.member("pattern", access.rawValue) }
    if withQueue { line.member("queued_ns", event.queued) }
    line.member("duration_ns", event.duration)
    line.endObjectLine()
  }
}
