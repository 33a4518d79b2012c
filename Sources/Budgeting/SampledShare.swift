// SPDX-License-Identifier: Apache-2.0

import Lines
import Probes

/// Tells beside each report for which part of the time the probe was attached. Counts are not
/// scaled up.
package struct SampledShare {
  private var attachedBefore: UInt64 = 0
  private var totalBefore: UInt64 = 0

  /// A share that counts from the start of a run.
  package init() {}

  /// Adds a line, or an object, on the time since the last report.
  ///
  /// - Parameters:
  ///   - attached: Nanoseconds attached since the start of the run.
  ///   - total: Nanoseconds since the start of the run.
  ///   - line: The report.
  ///   - json: Whether to add an object.
  ///   - inWords: Whether to add a line, where it is no object.
  ///   - clock: The clock of the run.
  package mutating func append(
    attached: UInt64, total: UInt64, to line: inout LineBuffer, json: Bool, inWords: Bool,
    clock: EventClock
  ) {
    let (seen, whole) = (attached - attachedBefore, total - totalBefore)
    (attachedBefore, totalBefore) = (attached, total)
    let share = Share(attached: seen, total: whole)
    if json {
      line.beginObject()
      line.member("event", "sampled")
      line.member("time_ns", clock.sinceEpoch(EventClock.now))
      line.member("attached_ns", seen)
      line.append(share)
      line.endObjectLine()
    } else if inWords {
      line.append("That was \(share) of the time.")
      line.endLine()
      line.endLine()
    }
  }
}
