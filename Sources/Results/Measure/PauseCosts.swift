// SPDX-License-Identifier: Apache-2.0

import Statistics

/// The additional cost of an event after a pause, when its programs are in no cache and the reader
/// is woken for few events at a time. From a pass of its own.
public struct PauseCosts: Codable, Hashable, Sendable {
  /// The cost of the reader's looks for events.
  public struct Looks: Codable, Hashable, Sendable {
    /// Looks in a second, as long as it is not woken before.
    public var perSecond: Double
    /// CPU time of a look that finds something, without what is taken for each event, in ns.
    public var full: Interval
    /// CPU time of a look that finds nothing, in ns.
    public var empty: Interval
    /// CPU time for each event that a look finds while the workload pauses, in ns; else it is more.
    public var event: Interval

    /// Makes looks.
    public init(perSecond: Double, full: Interval, empty: Interval, event: Interval) {
      self.perSecond = perSecond
      self.full = full
      self.empty = empty
      self.event = event
    }
  }

  /// The time in the probe's programs.
  public var programs: ProgramCosts
  /// The time in a forecast's counting programs, with which the probe's rises; `nil` if unknown.
  public var census: ProgramCosts?
  /// The reader's looks; `nil` for a probe that counts in the kernel.
  public var looks: Looks?
  /// The share of events that ended on another CPU than they began on, in 0 ... 1; `nil` where
  /// events have no separate end, or it was not looked at.
  public var crossed: Double?

  /// Makes costs.
  public init(programs: ProgramCosts, looks: Looks?) {
    self.programs = programs
    self.looks = looks
  }

  /// The least difference of two shares that shows their effect.
  private static let leastApart = 0.25

  /// Returns the costs for another share of events that end on another CPU, by linear interpolation
  /// between these costs and `other`, without extrapolation.
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
