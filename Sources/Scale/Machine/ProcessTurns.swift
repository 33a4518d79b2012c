// SPDX-License-Identifier: Apache-2.0

import BPF
import System

/// The number of turns on a CPU that each thread of a process has had: the third number of
/// `/proc/PID/task/TID/schedstat`, always 0 in a kernel without `CONFIG_SCHED_INFO`.
package struct ProcessTurns {
  /// The turns by thread; empty for a process that has ended.
  package let byThread: [UInt32: UInt64]

  /// Reads the turns of a process.
  package init(of pid: UInt32) {
    let folder = "/proc/\(pid)/task"
    var turns: [UInt32: UInt64] = [:]
    for thread in Folder.names(in: folder).compactMap({ UInt32($0) }) {
      let numbers = File.text(of: "\(folder)/\(thread)/schedstat")?.split(
        whereSeparator: \.isWhitespace)
      turns[thread] = numbers?.last.flatMap { UInt64($0) } ?? 0
    }
    byThread = turns
  }

  /// The turns of all threads.
  package var total: UInt64 { byThread.values.reduce(0, +) }

  /// The turns since an earlier reading, of the threads in both.
  package func since(_ earlier: ProcessTurns) -> UInt64 {
    byThread.reduce(0) { sum, turns in
      guard let before = earlier.byThread[turns.key] else { return sum }
      return sum + turns.value - min(before, turns.value)
    }
  }
}
