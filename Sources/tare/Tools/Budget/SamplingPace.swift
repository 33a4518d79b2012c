// SPDX-License-Identifier: Apache-2.0

/// When the kernel's statistics are on. It has no clock: times are nanoseconds.
///
/// Turning them on and off costs more than half a millisecond of CPU time, and while they are on each run
/// of a BPF program on the machine costs some 80 ns more (Linux 6.18, two CPUs). So while events are rare they
/// stay on and are read now and then; where events are many they are on for a short time in each period.
struct SamplingPace {
  /// A time to watch.
  struct Window: Hashable {
    var begin: UInt64
    var end: UInt64
  }

  /// Events a second up to which the statistics stay on: there both ways cost about the same.
  static let rareEvents = 50_000.0
  /// How often they are read then.
  static let rareWindow: UInt64 = 50_000_000
  /// The first one after attaching anew, where nothing is known of the cost yet.
  static let firstWindow: UInt64 = 5_000_000
  /// How long they are on where events are many, and then off.
  static let busyWindow: UInt64 = 20_000_000
  static let busyGap: UInt64 = 80_000_000
  /// No reading is shorter.
  static let leastWindow: UInt64 = 2_000_000

  /// The window that follows a reading.
  ///
  /// - Parameters:
  ///   - last: The reading, if there was one.
  ///   - now: The time.
  ///   - deadline: When a decision falls: a window ends there, or soon after it.
  /// - Returns: When the statistics are to be on.
  static func next(after last: Cost?, now: UInt64, deadline: UInt64?) -> Window {
    let due = deadline.map { max($0, now + leastWindow) }
    guard let last, last.length > 0, last.events / last.length * 1e9 > rareEvents else {
      return Window(begin: now, end: min(now + rareWindow, due ?? .max))
    }
    let begin = now + busyGap
    guard let due, due < begin + busyWindow else {
      return Window(begin: begin, end: begin + busyWindow)
    }
    return Window(begin: max(now, due - min(due, busyWindow)), end: due)
  }
}
