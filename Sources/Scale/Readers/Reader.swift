// SPDX-License-Identifier: Apache-2.0

/// The user-side half of a subject, which takes events as they come.
public protocol Reader: AnyObject {
  /// How long it waits to be woken before it looks by itself, in milliseconds.
  var patience: Int { get }
  /// The looks so far, without the one that is under way.
  var looks: ReaderLooks { get }
  /// Takes what is left and ends.
  ///
  /// - Returns: All looks.
  @discardableResult func finish() throws(WeighingError) -> ReaderLooks
}

/// How often a reader looked for events, and the CPU time that took.
public struct ReaderLooks: Equatable, Sendable {
  /// Looks that found something.
  package private(set) var full: UInt64 = 0
  /// CPU time of these, in nanoseconds.
  package private(set) var fullNanoseconds: UInt64 = 0
  /// Looks that found nothing.
  package private(set) var empty: UInt64 = 0
  /// CPU time of these, in nanoseconds.
  package private(set) var emptyNanoseconds: UInt64 = 0

  /// No look.
  package init() {}

  /// CPU time of all, in nanoseconds.
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

  /// Adds a look that took so many nanoseconds of CPU time and found so many events.
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
