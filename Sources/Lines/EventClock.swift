// SPDX-License-Identifier: Apache-2.0

import Glibc
import System

/// Turns the kernel's times into those that people read.
public struct EventClock: Sendable {
  /// CLOCK_MONOTONIC when the clock was made, in nanoseconds.
  public let start: UInt64
  /// CLOCK_REALTIME less CLOCK_MONOTONIC, in nanoseconds.
  private let offset: UInt64
  /// CLOCK_BOOTTIME less CLOCK_MONOTONIC: how long the machine has slept, in nanoseconds.
  private let sleep: UInt64
  /// The seconds that the time of day here is ahead of UTC, when the clock was made.
  private let aheadOfUTC: Int

  /// A clock that starts now.
  public init() {
    start = Clocks.nanoseconds(CLOCK_MONOTONIC)
    offset = Clocks.nanoseconds(CLOCK_REALTIME) &- Clocks.nanoseconds(CLOCK_MONOTONIC)
    sleep = Clocks.nanoseconds(CLOCK_BOOTTIME) &- Clocks.nanoseconds(CLOCK_MONOTONIC)
    var now = Glibc.time(nil)
    var parts = unsafe tm()
    unsafe localtime_r(&now, &parts)
    aheadOfUTC = unsafe parts.tm_gmtoff
  }

  /// A clock with a given start and offset, both in nanoseconds, at a place with UTC.
  public init(start: UInt64, offset: UInt64) {
    self.start = start
    self.offset = offset
    sleep = 0
    aheadOfUTC = 0
  }

  /// CLOCK_MONOTONIC now, in nanoseconds.
  public static var now: UInt64 { Clocks.nanoseconds(CLOCK_MONOTONIC) }

  /// Nanoseconds since 1970 in UTC, of a time of CLOCK_MONOTONIC.
  public func sinceEpoch(_ time: UInt64) -> UInt64 { time &+ offset }

  /// Nanoseconds since 1970 in UTC, of a time of CLOCK_BOOTTIME.
  public func sinceEpoch(ofBoot time: UInt64) -> UInt64 { sinceEpoch(time &- sleep) }

  /// Seconds of the day here.
  package func secondsOfDay(_ time: UInt64) -> UInt64 {
    UInt64((Int(sinceEpoch(time) / 1_000_000_000) + aheadOfUTC + 86400) % 86400)
  }

  /// The time of day here, `HH:MM:SS`.
  public func timeOfDay(_ time: UInt64) -> String {
    let seconds = secondsOfDay(time)
    return [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      .joined(separator: ":")
  }

  /// Nanoseconds since the clock was made; 0 for what was before.
  public func sinceStart(_ time: UInt64) -> UInt64 { time > start ? time - start : 0 }
}
