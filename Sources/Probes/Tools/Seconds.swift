// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A time in seconds, with a fraction if need be.
package struct Seconds: ExpressibleByArgument {
  /// One second.
  static let one = Seconds(nanoseconds: 1_000_000_000)

  package let nanoseconds: UInt64

  package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  package init?(argument: String) {
    guard let seconds = Double(argument), seconds > 0, seconds <= 1e9 else { return nil }
    nanoseconds = UInt64(seconds * 1e9)
  }

  /// The time as the help shows it.
  package var defaultValueDescription: String {
    nanoseconds % 1_000_000_000 == 0
      ? "\(nanoseconds / 1_000_000_000)" : "\(Double(nanoseconds) / 1e9)"
  }
}
