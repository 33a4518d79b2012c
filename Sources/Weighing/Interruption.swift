// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Whether SIGINT, SIGTERM or SIGHUP has asked the run to end.
///
/// The first one is only noted, so that finished cells are reported and everything is put back; a second
/// one has its usual effect.
public enum Interruption {
  private static let asked = Atomic<Bool>(false)
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// Starts to note the signals.
  public static func watch() {
    for number in signals {
      _ = signal(number) { number in
        Interruption.asked.store(true, ordering: .relaxed)
        _ = signal(number, SIG_DFL)
      }
    }
  }

  /// Whether one has come.
  public static var isAsked: Bool { asked.load(ordering: .relaxed) }
}
