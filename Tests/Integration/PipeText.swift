// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a process writes to a pipe, read as it comes, so that no writer waits for a reader.
final class PipeText: @unchecked Sendable {
  /// The end that the process is given.
  let pipe = Pipe()
  // The condition guards all that follows.
  private let condition = NSCondition()
  private var bytes: [UInt8] = []
  private var hasEnded = false
  /// What was waited for ends here: the next wait is for something after it.
  private var position = 0

  /// Begins to read. The process has to hold the other end by now: reading ends where nobody does.
  func start() {
    let reader = Thread { [self] in
      while true {
        let data = pipe.fileHandleForReading.availableData
        condition.withLock {
          bytes += data
          hasEnded = data.isEmpty
          condition.broadcast()
        }
        if data.isEmpty { return }
      }
    }
    reader.start()
  }

  /// Waits until a text has come after what was waited for before.
  ///
  /// - Returns: `false` where the process ends without it.
  func wait(for text: String) -> Bool {
    let wanted = Array(text.utf8)
    return condition.withLock {
      while true {
        if let range = bytes[position...].firstRange(of: wanted) {
          position = range.upperBound
          return true
        }
        if hasEnded { return false }
        condition.wait()
      }
    }
  }

  /// All of it, once the process has ended.
  func whole() -> String {
    condition.withLock {
      while !hasEnded { condition.wait() }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
