// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Whether SIGINT, SIGTERM or SIGHUP has asked the run to end. The first signal is only noted, so
/// that everything is reported and put back; a second one has its usual effect.
package enum Interruption {
  private static let noted = Atomic<Int32>(0)
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// Starts to note the signals, also where whoever started this process had blocked them.
  package static func watch() {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in signals {
      unsafe sigaddset(&set, number)
      _ = signal(number) { number in
        Interruption.noted.store(number, ordering: .relaxed)
        _ = signal(number, SIG_DFL)
      }
    }
    _ = unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Whether a signal has come.
  package static var isAsked: Bool { signalNumber != nil }

  /// The signal that has come.
  package static var signalNumber: Int32? {
    let number = noted.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }
}
