// SPDX-License-Identifier: Apache-2.0

import Statistics

import func Glibc.log

/// Time in some programs for an event, by the kernel's statistics; less that in empty programs on the same hooks at
/// the same events, which is the statistics' own clock.
public struct ProgramCosts: Codable, Hashable, Sendable {
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

  /// For an event that follows another, on a CPU that is never idle, in ns.
  public var busy: Interval
  /// The same on a CPU that does nothing else, and is idle where an operation waits.
  public var idle: Interval
  /// How far apart these events are, in seconds: no pause at all.
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

  /// For an event that follows another, in ns.
  ///
  /// - Parameter idleShare: The share of the time in which CPUs have nothing to do, in 0 ... 1.
  /// - Returns: At least 0.
  public func following(idleShare: Double) -> Interval {
    busy.times(1 - idleShare).alongside(idle.times(idleShare)).fromZero
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

  /// For an event in the mean over some that came after pauses of several lengths, in ns.
  ///
  /// - Parameters:
  ///   - pauses: How long each was, in seconds, and how many events came after such a one.
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

  /// A part of the way towards other costs with the same pauses, in 0 ... 1.
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

  /// The most that these are taken to be sensitive to the cold, where other programs hardly are.
  private static let mostSensitive = 4.0

  /// Where other programs take longer than expected after the same pauses. These do too, by as much more or less as
  /// they do after the shortest pause that was weighed.
  ///
  /// - Parameters:
  ///   - coldness: What the others take longer, in ns, at least 0.
  ///   - others: What these cost where both were weighed.
  /// - Returns: What these take there.
  func cooled(by coldness: Interval, as others: ProgramCosts) -> ProgramCosts {
    guard let own = pauses.first?.added, let other = others.pauses.first?.added,
      other.estimate > 0
    else { return self }
    let added = coldness.times(min(max(own.estimate / other.estimate, 0), Self.mostSensitive))
    var costs = self
    costs.busy = busy.plus(added)
    costs.idle = idle.plus(added)
    return costs
  }
}
