// SPDX-License-Identifier: Apache-2.0

import Glibc
import Results
import Synchronization

/// A folder that keeps what each guest's console showed, a file each: `6.12-verdicts.log`.
final class ConsoleFolder: Sendable {
  private struct State {
    var isWhole = true
    /// How often a guest of that name came already.
    var counts: [String: Int] = [:]
  }

  private let path: String
  private let state = Mutex(State())

  /// Makes the folder, if need be, and finds out whether files can be written there.
  init(_ path: String) throws(ResultsError) {
    self.path = path
    _ = unsafe mkdir(path, 0o777)
    try ResultFile.checkWritable("\(path)/console.log")
  }

  /// Whether every console could be kept.
  var isWhole: Bool { state.withLock { $0.isWhole } }

  /// Writes a console, from any thread; where that fails, standard error says why.
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
