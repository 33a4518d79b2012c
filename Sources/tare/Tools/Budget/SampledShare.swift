// SPDX-License-Identifier: Apache-2.0

import Probes

/// Says which part of the time a report is of, where the probe is attached part of the time. What was counted is
/// never scaled up.
struct SampledShare {
  private var attachedBefore: UInt64 = 0
  private var totalBefore: UInt64 = 0

  /// Adds a line, or an object, on the time since it was last asked.
  ///
  /// - Parameters:
  ///   - attached: Nanoseconds attached, from the start on.
  ///   - total: Nanoseconds from the start on.
  ///   - line: Where to.
  ///   - json: Whether it is an object.
  ///   - inWords: Whether there may be a line, where it is no object.
  ///   - clock: The clock of the run.
  mutating func append(
    attached: UInt64, total: UInt64, to line: inout LineBuffer, json: Bool, inWords: Bool,
    clock: EventClock
  ) {
    let (seen, whole) = (attached - attachedBefore, total - totalBefore)
    (attachedBefore, totalBefore) = (attached, total)
    let share = BudgetOutcome.share(attached: seen, total: whole)
    if json {
      line.beginObject()
      line.member("event", "sampled")
      line.member("time_ns", clock.sinceEpoch(EventClock.now))
      line.member("attached_ns", seen)
      line.append(share: share)
      line.endObjectLine()
    } else if inWords {
      line.append("That was \(BudgetOutcome.percent(share)) of the time.")
      line.endLine()
      line.endLine()
    }
  }
}
