// SPDX-License-Identifier: Apache-2.0

import Probes

/// Follows what the watched processes do while a tool counts.
protocol SessionFollower: AnyObject {
  /// Waits at most so long, and takes in what they do meanwhile.
  func wait(milliseconds: Int)
  /// Takes in the rest, when the probe is detached.
  func end()
  /// Whether nothing is missing in what is counted.
  var isComplete: Bool { get }
  /// What is missing, a line each.
  var remarks: [String] { get }
  /// Adds what is missing to the last object of a run.
  func append(to line: inout LineBuffer)
}

extension FunctionFollower: SessionFollower {
  var isComplete: Bool { gaps.isNone }
  var remarks: [String] { gaps.remarks }

  func append(to line: inout LineBuffer) {
    line.member("late_files", UInt64(gaps.lateFiles))
    line.member("untraced_files", UInt64(gaps.untracedFiles))
    line.member("untraced_processes", UInt64(gaps.untracedProcesses))
    line.member("unrecorded_mappings", gaps.unrecorded)
    if let obstacle = gaps.obstacle { line.member("not_followed", obstacle) }
  }
}

extension ProcessHistory: SessionFollower {
  var isComplete: Bool { true }
  // The report tells what names it lacks.
  var remarks: [String] { [] }
  func append(to line: inout LineBuffer) {}
}
