// SPDX-License-Identifier: Apache-2.0

import BPF
import System

/// How often the kernel gave each thread of a process a CPU since the thread began: the third number of
/// `/proc/PID/task/TID/schedstat`. It is 0 throughout in a kernel without `CONFIG_SCHED_INFO`.
package struct ProcessTurns {
  /// By thread. Empty for a process that is no more.
  package let byThread: [UInt32: UInt64]

  /// Reads them.
  ///
  /// - Parameter pid: The process.
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

  /// Of all threads together.
  package var total: UInt64 { byThread.values.reduce(0, +) }

  /// Since an earlier look, of the threads that were there at both.
  package func since(_ earlier: ProcessTurns) -> UInt64 {
    byThread.reduce(0) { sum, turns in
      guard let before = earlier.byThread[turns.key] else { return sum }
      return sum + turns.value - min(before, turns.value)
    }
  }
}
