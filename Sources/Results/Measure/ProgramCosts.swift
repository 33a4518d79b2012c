// SPDX-License-Identifier: Apache-2.0

import Statistics

import func Glibc.log

/// Time in programs for an event, by the kernel's statistics, less the time in empty programs on
/// the same hooks, which is the statistics' own clock.
public struct ProgramCosts: Codable, Hashable, Sendable {
  /// One length of pause.
  public struct Pause: Codable, Hashable, Sendable {
    /// How long nothing happened before the event at least, in seconds.
    public var seconds: Double
    /// The additional time for the event after the pause, in ns.
    public var added: Interval

    /// Makes a pause.
    public init(seconds: Double, added: Interval) {
      self.seconds = seconds
      self.added = added
    }
  }

  /// Time for an event that follows another, on a CPU that is never idle, in ns.
  public var busy: Interval
  /// Time for an event that follows another, on a CPU that is idle while an operation waits, in ns.
  public var idle: Interval
  /// The distance of events that follow one another, in seconds: no pause at all.
  public var apart: Double
  /// The pauses, the shortest first.
  public var pauses: [Pause]

  /// Makes costs.
  public init(busy: Interval, idle: Interval, apart: Double, pauses: [Pause]) {
    self.busy = busy
    self.idle = idle
    self.apart = apart
    self.pauses = pauses
  }

  /// Returns the time for an event that follows another, in ns.
  ///
  /// - Parameter idleShare: The share of the time in which CPUs have nothing to do, in 0 ... 1.
  /// - Returns: At least 0.
  public func following(idleShare: Double) -> Interval {
    busy.times(1 - idleShare).alongside(idle.times(idleShare)).fromZero
  }

  /// The time that a system call or two take, in seconds: no pause for any event.
  private static let shortest = 20e-6

  /// Returns the additional time for an event after a pause, in ns: between two weighed lengths by
  /// linear interpolation over the logarithm of the length, beyond the longest that of the longest.
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

  /// Returns the mean time for an event over events after pauses of several lengths, in ns.
  ///
  /// - Parameters:
  ///   - pauses: The length of each, in seconds, and the events after it.
  ///   - idleShare: The share of the time in which CPUs have nothing to do, in 0 ... 1.
  /// - Returns: `nil` without events.
  public func mean(
    over pauses: [(seconds: Double, events: Double)], idleShare: Double
  ) -> Interval? {
    let events = pauses.reduce(0) { $0 + $1.events }
    guard events > 0 else { return nil }
    return pauses.reduce(following(idleShare: idleShare)) { sum, pause in
      sum.alongside(added(after: pause.seconds).times(pause.events / events))
    }
  }

  /// Returns the costs a part of the way, in 0 ... 1, towards others with the same pauses.
  func towards(_ other: ProgramCosts, by part: Double) -> ProgramCosts {
    func between(_ one: Interval, _ two: Interval) -> Interval {
      one.times(1 - part).alongside(two.times(part))
    }
    var costs = self
    costs.busy = between(busy, other.busy)
    costs.idle = between(idle, other.idle)
    costs.pauses = zip(pauses, other.pauses).map {
      Pause(seconds: $0.seconds, added: between($0.added, $1.added))
    }
    return costs
  }

  /// The largest ratio of sensitivities to cold caches that is believed.
  private static let mostSensitive = 4.0

  /// Returns the costs in colder caches, where programs that cost `others` take `coldness` ns more,
  /// at least 0: that, times the ratio of both programs' additional time after the shortest pause.
  func cooled(by coldness: Interval, as others: ProgramCosts) -> ProgramCosts {
    guard let own = pauses.first?.added, let other = others.pauses.first?.added, other.estimate > 0
    else { return self }
    let added = coldness.times(min(max(own.estimate / other.estimate, 0), Self.mostSensitive))
    var costs = self
    costs.busy = busy.plus(added)
    costs.idle = idle.plus(added)
    return costs
  }
}
