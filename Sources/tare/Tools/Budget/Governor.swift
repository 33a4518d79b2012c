// SPDX-License-Identifier: Apache-2.0

/// Decides when a probe that may cost more than its budget is attached, so that in the long run it costs no
/// more. It has no clock.
///
/// Time earns credit, cost spends it: a second at budget spends what a second earns. Attached until the
/// credit is used up, the probe rests until it has `period` again. So a probe that costs twice its budget is
/// attached half of the time. What was overspent before it could be noticed makes the rest longer.
struct Governor {
  /// The most credit, in nanoseconds: what can be spent at once.
  static let period: Double = 1_000_000_000

  private(set) var isAttached = true
  /// It begins with little: all that it begins with is spent beyond the budget.
  private(set) var credit = period / 10
  /// Nanoseconds attached, and in all.
  private(set) var attached: Double = 0
  private(set) var total: Double = 0

  /// Notes that time went by.
  ///
  /// - Parameters:
  ///   - nanoseconds: How much.
  ///   - load: What was paid meanwhile, as a multiple of the budget.
  mutating func pass(_ nanoseconds: Double, load: Double) {
    credit = min(Self.period, credit + nanoseconds * (1 - load))
    total += nanoseconds
    if isAttached { attached += nanoseconds }
    if isAttached, credit <= 0 {
      isAttached = false
    } else if !isAttached, credit >= Self.period {
      isAttached = true
    }
  }

  /// Nanoseconds until the next change, as long as the load stays; `nil` where there will be none.
  func patience(load: Double) -> Double? {
    if isAttached { return load > 1 ? max(0, credit) / (load - 1) : nil }
    return load < 1 ? (Self.period - credit) / (1 - load) : nil
  }

  /// The part of the time that it was attached, from 0 to 1.
  var share: Double { total > 0 ? attached / total : 1 }
}
