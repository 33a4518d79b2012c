// SPDX-License-Identifier: Apache-2.0

import Statistics
import Workloads

/// The executed instructions of one operation.
///
/// A slice also reads the clocks. The difference to slices without operations is the operations'
/// alone, and a whole number where all are alike.
struct OperationWeight: Sendable, Hashable {
  /// The estimate from many slices.
  enum Estimate: Sendable, Hashable {
    /// The least slice, for operations that are nearly alike: most others hold a timer tick too.
    case least
    /// The mean of the slices between the lowest 10 % and the highest 60 %, for operations that are
    /// not alike. Higher slices hold ticks, grace periods, refills of caches and other work of the
    /// kernel: the medians of two rounds differ by a thousand instructions, these means by a
    /// hundred (`execve` on 6.12).
    case middle
  }

  /// Instructions of one operation.
  let instructions: Double
  /// The possible difference to the least slice of another stint, in instructions of one operation:
  /// the seventh slice less the least; 0 for the other estimate.
  let doubt: Double
  /// Events of each kind that one operation causes.
  private let events: [EventKind: Double]

  /// The least slice of one stint lies above the seventh of another like it in fewer than 1 of 100
  /// (`2^-7`), as the seven least of both would all have to be of the other.
  private static let rankOfDoubt = 7

  /// Compares two stints under one condition, without their first slices, which differ; `nil` where
  /// the machine has no counter or a stint has fewer than two slices.
  init?(empty: [Workloads.Slice], full: [Workloads.Slice], operations: Int, estimate: Estimate) {
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

  /// The ticks of all slices but the first; `nil` without a counter.
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
