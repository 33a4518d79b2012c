// SPDX-License-Identifier: Apache-2.0

import Lines
import Probes

/// Tells for which part of the time of a report the probe was attached; counts are not scaled.
package struct SampledShare {
  private var attachedBefore: UInt64 = 0
  private var totalBefore: UInt64 = 0

  /// A share that counts from the start of a run.
  package init() {}

  /// Adds an object, or a line of words, on the time since the last report. The times are
  /// nanoseconds since the start of the run.
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

/// The part of a time that a probe was attached, from 0 to 1; as text `44 %`.
struct Share: CustomStringConvertible {
  let fraction: Double

  init(attached: UInt64, total: UInt64) {
    fraction = total > 0 ? min(1, Double(attached) / Double(total)) : 1
  }

  var description: String { "\(shortText(fraction * 100)) %" }
}

extension LineBuffer {
  /// Adds the member `share`, to the millionth.
  mutating func append(_ share: Share) {
    key("share")
    let millionths = Int((share.fraction * 1e6).rounded())
    append("\(millionths / 1_000_000).\("\(millionths % 1_000_000 + 1_000_000)".dropFirst())")
  }
}
