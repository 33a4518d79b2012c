// SPDX-License-Identifier: Apache-2.0

import Statistics
import Workloads

/// What one operation takes, in executed instructions.
///
/// A slice holds a reading of the clocks beside its operations. Slices without any operation say what that
/// takes: the difference is the operations' alone, and a whole number where each takes the same.
struct OperationWeight: Sendable, Hashable {
  /// How many slices become one number.
  enum Estimate: Sendable, Hashable {
    /// The least, for operations that are alike or nearly so: what most slices have beyond it is a timer tick.
    case least
    /// The mean of the slices between the lowest 10 % and the highest 60 %, for operations of which no two are
    /// alike. The higher ones hold ticks, grace periods, refills of caches and other work of the kernel's that is
    /// none of the operation: of their median, two rounds differ by a thousand instructions where these differ by
    /// a hundred (`execve` on 6.12).
    case middle
  }

  /// Instructions of one operation.
  let instructions: Double
  /// By how much the least of another stint may differ, in instructions of one operation: what the
  /// seventh slice has beyond the least. 0 where seven are alike, and of an estimate that is not the least.
  let doubt: Double
  /// Events of each kind that one operation causes.
  private let events: [EventKind: Double]

  /// Of two stints of as many slices under one condition, the least of the one lies above the seventh of the other
  /// in fewer than 1 of 100 (`2^-7`): the seven least of both would all have to be of the other.
  private static let rankOfDoubt = 7

  /// Works it out from two stints under the same condition; `nil` where the machine has no counter, or a stint has
  /// fewer than two slices: the first of each is not like the others and is left out.
  ///
  /// - Parameters:
  ///   - empty: Slices of no operation.
  ///   - full: Slices of `operations` operations each.
  ///   - operations: At least 1.
  ///   - estimate: How the full slices become one number.
  init?(
    empty: [Workloads.Slice], full: [Workloads.Slice], operations: Int, estimate: Estimate
  ) {
    let count = Double(operations)
    guard let idleSlices = Self.sorted(empty), let busySlices = Self.sorted(full),
      let idle = empty.last?.events, let busy = full.last?.events
    else { return nil }
    instructions = (Self.value(of: busySlices, estimate) - idleSlices[0]) / count
    doubt =
      estimate == .least ? (Self.doubt(of: busySlices) + Self.doubt(of: idleSlices)) / count : 0
    var events: [EventKind: Double] = [:]
    for kind in EventKind.allCases {
      events[kind] = (Double(busy[kind]) - Double(idle[kind])) / count
    }
    self.events = events
  }

  /// Events of these kinds that one operation causes.
  func events(of kinds: [EventKind]) -> Double { kinds.reduce(0) { $0 + (events[$1] ?? 0) } }

  /// The ticks of all slices but the first; `nil` where there are none.
  private static func sorted(_ slices: [Workloads.Slice]) -> [Double]? {
    let ticks = slices.dropFirst().map(\.ticks)
    guard !ticks.isEmpty, !ticks.contains(nil) else { return nil }
    return ticks.compactMap { $0.map { Double($0) } }.sorted()
  }

  private static func value(of sorted: [Double], _ estimate: Estimate) -> Double {
    switch estimate {
    case .least: return sorted[0]
    case .middle:
      let kept = sorted[(sorted.count / 10)...max(sorted.count / 10, sorted.count * 2 / 5 - 1)]
      return kept.reduce(0, +) / Double(kept.count)
    }
  }

  private static func doubt(of sorted: [Double]) -> Double {
    sorted[min(rankOfDoubt, sorted.count) - 1] - sorted[0]
  }
}
