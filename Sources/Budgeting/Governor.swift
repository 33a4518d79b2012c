// SPDX-License-Identifier: Apache-2.0

/// Decides when a probe that costs more than its budget is attached: the mean keeps within it.
///
/// It has no clock. Time earns credit, cost spends it: a second at budget spends what a second
/// earns. Attached until the credit is used up, the probe rests until it has `period` again: at
/// twice its budget it is attached half of the time. What was overspent makes the rest longer.
struct Governor {
  /// The most credit, in nanoseconds: what can be spent at once.
  static let period: Double = 1_000_000_000

  private(set) var isAttached = true
  /// The credit left, in nanoseconds. The first credit is small: it is spent beyond the budget.
  private(set) var credit = period / 10
  /// Nanoseconds attached.
  private(set) var attached: Double = 0
  /// Nanoseconds attached or at rest.
  private(set) var total: Double = 0

  /// Notes that time went by, and the cost meanwhile as a multiple of the budget.
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

  /// Nanoseconds until the next change if the load stays; `nil` where none will come.
  func patience(load: Double) -> Double? {
    if isAttached { return load > 1 ? max(0, credit) / (load - 1) : nil }
    return load < 1 ? (Self.period - credit) / (1 - load) : nil
  }

  /// The attached part of the time, from 0 to 1.
  var share: Double { total > 0 ? attached / total : 1 }
}
