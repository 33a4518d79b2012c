// SPDX-License-Identifier: Apache-2.0

import Lines

/// Takes in what the watched processes do while a probe counts.
package protocol ProbeFollower: AnyObject {
  /// Waits at most so long, and takes in what the processes do meanwhile.
  func wait(milliseconds: Int)
  /// Takes in the rest, when the probe is detached.
  func end()
  /// Whether nothing is missing in the counts.
  var isComplete: Bool { get }
  /// What is missing in the counts, a line each.
  var remarks: [String] { get }
  /// Adds what is missing to the last object of a run.
  func append(to line: inout LineBuffer)
}

extension FunctionFollower: ProbeFollower {
  package var isComplete: Bool { gaps.isNone }
  package var remarks: [String] { gaps.remarks }

  package func append(to line: inout LineBuffer) {
    line.member("late_files", UInt64(gaps.lateFiles))
    line.member("untraced_files", UInt64(gaps.untracedFiles))
    line.member("untraced_processes", UInt64(gaps.untracedProcesses))
    line.member("unrecorded_mappings", gaps.unrecorded)
    if let obstacle = gaps.obstacle { line.member("not_followed", obstacle) }
  }
}

/// The history itself lacks nothing: the report tells which names it lacks.
extension ProcessHistory: ProbeFollower {
  package var isComplete: Bool { true }
  package var remarks: [String] { [] }
  package func append(to line: inout LineBuffer) {}
}
