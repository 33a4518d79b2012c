// SPDX-License-Identifier: Apache-2.0

/// Decides when a probe has been over budget for too long. It has no clock: times are those of the
/// readings, in nanoseconds. The first reading over budget begins a stretch, which ends when the
/// cost was within budget for `recovery`: one quiet reading between two bursts does not end it. The
/// fuse blows when the stretch is as old as the grace period and its mean is over budget.
struct Fuse {
  private struct Stretch {
    var since: UInt64
    var lastOver: UInt64
    var cost = ProbeCost()
  }

  /// How long the cost must be within budget for the grace period to begin anew.
  static let recovery: UInt64 = 150_000_000

  let budget: Budget
  let grace: UInt64
  private var stretch: Stretch?

  init(budget: Budget, grace: UInt64) {
    self.budget = budget
    self.grace = grace
  }

  /// When the fuse blows if nothing changes; `nil` while within budget.
  var deadline: UInt64? { stretch.map { $0.since + grace } }

  /// Takes the next reading, which must not begin before the last one ended. Tells why the fuse
  /// blows; `nil` where the probe may go on.
  mutating func take(_ reading: CostReading) -> Overdraft? {
    let isOver = reading.cost.load(of: budget) > 1
    guard isOver || stretch != nil else { return nil }
    var current = stretch ?? Stretch(since: reading.begin, lastOver: reading.begin)
    current.cost += reading.cost
    if isOver { current.lastOver = reading.end }
    guard reading.end - current.lastOver < min(Self.recovery, max(1, grace)) else {
      stretch = nil
      return nil
    }
    stretch = current
    guard reading.end >= current.since + grace, current.cost.load(of: budget) > 1 else {
      return nil
    }
    return Overdraft(
      since: current.since, due: max(current.since + grace, reading.begin), cost: current.cost)
  }
}

/// A stretch of time in which a probe was over its budget for longer than the grace period, in
/// nanoseconds of CLOCK_MONOTONIC.
public struct Overdraft: Hashable, Sendable {
  /// When the cost began to be over budget.
  public var since: UInt64
  /// When the grace period was over.
  public var due: UInt64
  /// The cost of the stretch.
  public var cost: ProbeCost
}
