// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// A counting probe with what is printed of its counts.
package protocol CountingReport {
  /// The probe.
  associatedtype Traced: FilteredProbe
  /// The probe, not attached yet.
  var probe: Traced { get }
  /// Begins to follow the processes of a filter; `nil` where the counts need no follower.
  mutating func follow(_ running: RunningProbe, _ filter: ProbeFilter) -> (any ProbeFollower)?
  /// Asks whether the attached probe sees enough to go on.
  ///
  /// - Throws: `ToolError` where it sees nothing.
  func check(_ probe: LoadedProbe) throws(ToolError)
  /// Writes the counts since the last report.
  ///
  /// - Returns: The number of events.
  mutating func append(
    of probe: LoadedProbe, to line: inout LineBuffer
  ) throws(BPFError) -> UInt64
}

extension CountingReport {
  package mutating func follow(
    _ running: RunningProbe, _ filter: ProbeFilter
  ) -> (any ProbeFollower)? { nil }

  package func check(_ probe: LoadedProbe) throws(ToolError) {}
}

/// When a counting tool reports.
package struct ReportSchedule {
  /// The time between two reports; one in the end where it is `nil`.
  package var interval: Seconds?
  /// The most reports.
  package var count: Int?
  /// Whether a report takes the place of the one before, on a terminal.
  package var isLive = false
  /// Whether a line between the reports may say which part of the time they are of.
  package var saysShare = true
}
