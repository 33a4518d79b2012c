// SPDX-License-Identifier: Apache-2.0

import Foundation

extension Process {
  /// Ends it and waits for that. By SIGKILL: other signals may be blocked in what a test starts,
  /// where they are in the thread that starts it.
  func end() {
    kill(processIdentifier, SIGKILL)
    waitUntilExit()
  }
}
