// SPDX-License-Identifier: Apache-2.0

import func Glibc.log

/// What an event costs more where it comes after a pause: its programs are in no cache then, and the reader is woken
/// for few events at a time. By the kernel's statistics, in a pass of its own.
public struct PauseCosts: Codable, Hashable, Sendable {
  /// One length of pause.
  public struct Pause: Codable, Hashable, Sendable {
    /// How long nothing happened before the event at least, in seconds.
    public var seconds: Double
    /// What the programs took more for the event after it than for one that follows another, in ns.
    public var added: Interval

    /// Makes a pause.
    public init(seconds: Double, added: Interval) {
      self.seconds = seconds
      self.added = added
    }
  }

  /// What the reader's looks take, whatever they find.
  public struct Looks: Codable, Hashable, Sendable {
    /// Looks in a second, as long as it is not woken before.
    public var perSecond: Double
    /// CPU time of a look that finds something, without what is taken for each event, in ns.
    public var full: Interval
    /// CPU time of a look that finds nothing, in ns.
    public var empty: Interval

    /// Makes looks.
    public init(perSecond: Double, full: Interval, empty: Interval) {
      self.perSecond = perSecond
      self.full = full
      self.empty = empty
    }
  }

  /// What the kernel's statistics count in empty programs for an event, on a CPU that is never idle: their own
  /// clock, in ns. It is in the two that follow.
  public var clock: Double
  /// Time in the programs for an event that follows another, on a CPU that is never idle, in ns.
  public var busy: Interval
  /// The same on a CPU that does nothing else, and is idle where an operation waits.
  public var without: Interval
  /// How far apart these events are, in seconds: no pause at all.
  public var apart: Double
  /// The pauses, the shortest first.
  public var pauses: [Pause]
  /// `nil` for a probe that counts in the kernel.
  public var looks: Looks?

  /// Makes costs.
  public init(
    clock: Double, busy: Interval, without: Interval, apart: Double, pauses: [Pause], looks: Looks?
  ) {
    self.clock = clock
    self.busy = busy
    self.without = without
    self.apart = apart
    self.pauses = pauses
    self.looks = looks
  }

  /// Time in the programs for an event that follows another, without the clock, in ns.
  ///
  /// - Parameter idleShare: The share of the time in which CPUs have nothing to do, in 0 ... 1.
  /// - Returns: At least 0.
  public func program(idleShare: Double) -> Interval {
    let time = busy.times(1 - idleShare).alongside(without.times(idleShare))
    return Interval(
      estimate: max(0, time.estimate - clock), low: max(0, time.low - clock),
      high: max(0, time.high - clock))
  }

  /// What is no pause at all for any event, in seconds: as short as what a system call or two take.
  private static let shortest = 20e-6

  /// What an event costs more after a pause of some length, in ns: between two lengths that were weighed on a
  /// straight line over the logarithm of the length, beyond the longest as after that.
  public func added(after seconds: Double) -> Interval {
    let none = max(apart, Self.shortest)
    guard let longest = pauses.last, seconds > none else { return .zero }
    guard seconds < longest.seconds else { return longest.added }
    var shorter = Pause(seconds: none, added: .zero)
    for pause in pauses where pause.seconds > none {
      if seconds < pause.seconds {
        let share = log(seconds / shorter.seconds) / log(pause.seconds / shorter.seconds)
        return shorter.added.times(1 - share).alongside(pause.added.times(share))
      }
      shorter = pause
    }
    return longest.added
  }
}
