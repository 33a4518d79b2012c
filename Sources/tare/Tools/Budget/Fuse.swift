// SPDX-License-Identifier: Apache-2.0

/// Decides from readings of the cost when the budget has been exceeded for too long. It has no clock: times
/// are those of the readings, in nanoseconds.
///
/// From the first reading that is over budget a stretch begins. It ends when the cost has been within budget
/// for `recovery`: a single quiet reading between two bursts does not end it. When the stretch is as old as
/// the grace period and its mean is over budget, the fuse blows.
struct Fuse {
  /// Why and when it blew.
  struct Blown: Hashable {
    /// When the cost began to be over budget.
    var since: UInt64
    /// When the grace period was over.
    var due: UInt64
    /// What was paid since.
    var cost: Cost
  }

  private struct Stretch {
    var since: UInt64
    var lastOver: UInt64
    var cost = Cost()
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

  /// When it is to blow if nothing changes; `nil` while within budget.
  var deadline: UInt64? { stretch.map { $0.since + grace } }

  /// Takes the next reading; later ones must not begin before earlier ones ended.
  ///
  /// - Returns: `nil` where the probe may go on.
  mutating func take(_ reading: CostReading) -> Blown? {
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
    return Blown(
      since: current.since, due: max(current.since + grace, reading.begin), cost: current.cost)
  }
}
