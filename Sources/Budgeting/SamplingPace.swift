// SPDX-License-Identifier: Apache-2.0

/// Decides when the kernel's statistics are on. It has no clock: times are nanoseconds.
///
/// Switching them costs more than 0.5 ms of CPU time, and while they are on each run of a BPF
/// program on the machine costs some 80 ns more (Linux 6.18, two CPUs). While events are rare they
/// stay on, read now and then; where events are many they are on for a part of each period.
struct SamplingPace {
  /// A time to have the statistics on.
  struct Window: Hashable {
    var begin: UInt64
    var end: UInt64
  }

  /// Events a second up to which the statistics stay on: there both ways cost about as much.
  static let rareEvents = 50_000.0
  /// How often the statistics are read while events are rare.
  static let rareWindow: UInt64 = 50_000_000
  /// The first reading after attaching anew, while nothing is known of the cost.
  static let firstWindow: UInt64 = 5_000_000
  /// How long the statistics are on where events are many.
  static let busyWindow: UInt64 = 20_000_000
  /// How long the statistics are off where events are many.
  static let busyGap: UInt64 = 80_000_000
  /// The shortest reading.
  static let leastWindow: UInt64 = 2_000_000

  /// Decides when the statistics are on next, given the cost of the last window, if there was one.
  /// A decision falls at `deadline`: a window ends there, or soon after it.
  static func next(after last: ProbeCost?, now: UInt64, deadline: UInt64?) -> Window {
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
