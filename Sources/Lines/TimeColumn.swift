// SPDX-License-Identifier: Apache-2.0

/// The time that a line begins with.
public enum TimeColumn: Sendable {
  /// The time of day here, `HH:MM:SS`.
  case timeOfDay
  /// Seconds since the start, to the microsecond.
  case sinceStart

  /// Its title and width.
  package var column: Column {
    switch self {
    case .timeOfDay: Column("TIME", 9)
    case .sinceStart: Column("TIME(s)", 14)
    }
  }
}

extension LineBuffer {
  /// Adds a time of CLOCK_MONOTONIC in nanoseconds.
  package mutating func append(_ time: UInt64, in column: TimeColumn, of clock: EventClock) {
    switch column {
    case .timeOfDay: append(timeOfDay: clock.secondsOfDay(time))
    case .sinceStart: append(fixed: clock.sinceStart(time) / 1000, decimals: 6)
    }
  }

  private mutating func append(timeOfDay seconds: UInt64) {
    append(padded: seconds / 3600 % 24)
    append(UInt8(ascii: ":"))
    append(padded: seconds / 60 % 60)
    append(UInt8(ascii: ":"))
    append(padded: seconds % 60)
  }

  private mutating func append(padded number: UInt64) {
    append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
    append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
