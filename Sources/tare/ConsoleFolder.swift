// SPDX-License-Identifier: Apache-2.0

import Glibc
import Results
import Synchronization

/// A folder with a file for each guest's console: `6.12-verdicts.log`.
final class ConsoleFolder: Sendable {
  private struct State {
    var isWhole = true
    /// How many guests of each name there were.
    var counts: [String: Int] = [:]
  }

  private let path: String
  private let state = Mutex(State())

  /// Makes the folder, if need be, and checks that files can be written there.
  init(_ path: String) throws(ResultsError) {
    self.path = path
    _ = unsafe mkdir(path, 0o777)
    try ResultFile.checkWritable("\(path)/console.log")
  }

  /// Whether every console was written.
  var isWhole: Bool { state.withLock { $0.isWhole } }

  /// Writes a console, from any thread, or tells why it cannot be written.
  func keep(_ name: String, _ text: String) {
    let number = state.withLock { state in
      state.counts[name, default: 0] += 1
      return state.counts[name] ?? 1
    }
    let file = number == 1 ? "\(name).log" : "\(name).\(number).log"
    do throws(ResultsError) {
      try ResultFile.write(Array(text.utf8), to: "\(path)/\(file)")
    } catch {
      Terminal.complain("\(error)")
      state.withLock { $0.isWhole = false }
    }
  }
}
