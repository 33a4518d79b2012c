// SPDX-License-Identifier: Apache-2.0

/// The user-side half of a subject, which takes its events.
public protocol Reader: AnyObject {
  /// Milliseconds that it waits to be woken before it looks by itself.
  var patience: Int { get }
  /// The finished looks so far.
  var looks: ReaderLooks { get }
  /// Drains the ring and ends.
  ///
  /// - Returns: All looks.
  @discardableResult func finish() throws(WeighingError) -> ReaderLooks
}

/// The number of a reader's looks for events, and their CPU time.
public struct ReaderLooks: Equatable, Sendable {
  /// Looks that found an event.
  package private(set) var full: UInt64 = 0
  /// CPU time of looks that found an event, in nanoseconds.
  package private(set) var fullNanoseconds: UInt64 = 0
  /// Looks that found none.
  package private(set) var empty: UInt64 = 0
  /// CPU time of looks that found none, in nanoseconds.
  package private(set) var emptyNanoseconds: UInt64 = 0

  package init() {}

  /// CPU time of all looks in nanoseconds.
  package var nanoseconds: UInt64 { fullNanoseconds + emptyNanoseconds }

  /// The looks since an earlier reading.
  package static func - (now: ReaderLooks, before: ReaderLooks) -> ReaderLooks {
    var looks = now
    looks.full -= before.full
    looks.fullNanoseconds -= before.fullNanoseconds
    looks.empty -= before.empty
    looks.emptyNanoseconds -= before.emptyNanoseconds
    return looks
  }

  /// Adds a look with its CPU time in nanoseconds and the number of events it found.
  package mutating func add(_ nanoseconds: UInt64, finding count: Int) {
    if count > 0 {
      full += 1
      fullNanoseconds += nanoseconds
    } else {
      empty += 1
      emptyNanoseconds += nanoseconds
    }
  }
}
