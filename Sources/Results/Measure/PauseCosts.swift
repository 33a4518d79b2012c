// SPDX-License-Identifier: Apache-2.0

import Statistics

/// What an event costs more where it comes after a pause: its programs are in no cache then, and the reader is woken
/// for few events at a time. In a pass of its own.
public struct PauseCosts: Codable, Hashable, Sendable {
  /// What the reader's looks take, whatever they find.
  public struct Looks: Codable, Hashable, Sendable {
    /// Looks in a second, as long as it is not woken before.
    public var perSecond: Double
    /// CPU time of a look that finds something, without what is taken for each event, in ns.
    public var full: Interval
    /// CPU time of a look that finds nothing, in ns.
    public var empty: Interval
    /// CPU time for each of the events that a look finds, while nothing else happens, in ns: where the workload goes
    /// on meanwhile it is more.
    public var event: Interval

    /// Makes looks.
    public init(perSecond: Double, full: Interval, empty: Interval, event: Interval) {
      self.perSecond = perSecond
      self.full = full
      self.empty = empty
      self.event = event
    }
  }

  /// Of the probe.
  public var programs: ProgramCosts
  /// Of the programs that count the same events for a forecast, by themselves: how dear these are somewhere tells how
  /// dear the probe's are. `nil` where that was not weighed.
  public var census: ProgramCosts?
  /// `nil` for a probe that counts in the kernel.
  public var looks: Looks?
  /// The share of the events that ended on another CPU than they began on, in 0 ... 1; `nil` where events do not
  /// end apart, or it was not looked at.
  public var crossed: Double?

  /// Makes costs.
  public init(programs: ProgramCosts, looks: Looks?) {
    self.programs = programs
    self.looks = looks
  }

  /// Shares that differ by less say nothing of what they change.
  private static let leastApart = 0.25

  /// The costs where another share of the events ends on another CPU than they began on: on the straight line
  /// between these and some with a different share, and not beyond either.
  ///
  /// - Parameters:
  ///   - other: Costs with the same pauses.
  ///   - crossed: The share, in 0 ... 1.
  /// - Returns: These costs where the two do not differ in their share.
  public func towards(_ other: PauseCosts, crossed: Double) -> PauseCosts {
    guard let here = self.crossed, let there = other.crossed, abs(there - here) > Self.leastApart
    else { return self }
    let part = min(max((crossed - here) / (there - here), 0), 1)
    var costs = self
    costs.crossed = crossed
    costs.programs = programs.towards(other.programs, by: part)
    if let census, let otherCensus = other.census {
      costs.census = census.towards(otherCensus, by: part)
    }
    return costs
  }
}
