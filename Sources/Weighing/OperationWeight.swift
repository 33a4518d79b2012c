// SPDX-License-Identifier: Apache-2.0

import Workloads

/// What one operation takes, in executed instructions.
///
/// A slice holds a reading of the clocks beside its operations. Slices without any operation say what that
/// takes: the difference is the operations' alone, and a whole number where each takes the same. A timer tick
/// that falls into a slice adds thousands; the least of many slices holds none.
struct OperationWeight: Sendable, Hashable {
  /// Instructions of one operation.
  let instructions: Double
  /// Events of each kind that one operation causes.
  private let events: [EventKind: Double]

  /// Works it out from two stints under the same condition.
  ///
  /// - Parameters:
  ///   - empty: Slices of no operation.
  ///   - full: Slices of `operations` operations each.
  ///   - operations: At least 1.
  /// - Returns: `nil` where the machine has no counter, or a stint has fewer than two slices: the first of
  ///   each is not like the others and is left out.
  init?(empty: [Workloads.Slice], full: [Workloads.Slice], operations: Int) {
    let count = Double(operations)
    guard let nothing = Self.least(empty), let something = Self.least(full),
      let idle = empty.last?.events, let busy = full.last?.events
    else { return nil }
    instructions = (Double(something) - Double(nothing)) / count
    var events: [EventKind: Double] = [:]
    for kind in EventKind.allCases {
      events[kind] = (Double(busy[kind]) - Double(idle[kind])) / count
    }
    self.events = events
  }

  /// Events of these kinds that one operation causes.
  func events(of kinds: [EventKind]) -> Double { kinds.reduce(0) { $0 + (events[$1] ?? 0) } }

  private static func least(_ slices: [Workloads.Slice]) -> UInt64? {
    let ticks = slices.dropFirst().map(\.ticks)
    return ticks.contains(nil) ? nil : ticks.compactMap(\.self).min()
  }
}
