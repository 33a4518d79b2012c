// SPDX-License-Identifier: Apache-2.0

import Results
import Workloads

/// The operations, slices and rounds of a workload for one number of instructions.
///
/// A slice has so few operations that most slices are shorter than a tick of four million
/// instructions, and some hold no rare work such as the refill of a cache. Where no two operations
/// are alike, an operation is a slice, and the conditions alternate.
struct InstructionPlan {
  /// The confidence of the total's interval, which ends on the lowest and the highest of six to
  /// nine rounds.
  static let confidence = 0.965
  /// Seconds after which a guest has written everything: twice its `dirty_expire_centisecs`.
  static let secondsToSettle: UInt32 = 60
  let operations: Int
  /// At most 64, as a channel holds no more.
  let slices: Int
  /// More than the fewest only where the interval is still wide.
  let rounds: ClosedRange<Int>
  let estimate: OperationWeight.Estimate

  init(of workload: Workload) {
    switch workload.principalKind {
    case .systemCall, .call: (operations, slices, rounds, estimate) = (500, 24, 1...1, .least)
    // Ten: one of ten opens fails.
    case .open, .blockRead, .fileRead:
      (operations, slices, rounds, estimate) = (10, 60, 1...1, .least)
    default: (operations, slices, rounds, estimate) = (1, 48, 6...9, .middle)
    }
  }

  /// Whether another round is to follow: the interval is wider than a comparison of two runs tells
  /// apart, 1 % or 2 instructions on either side.
  func wantsMore(after reading: InstructionReading) -> Bool {
    let count = reading.rounds.count
    guard count >= rounds.lowerBound else { return true }
    guard count < rounds.upperBound else { return false }
    return (reading.halfWidth ?? .infinity) > max(2, abs(reading.total) / 100)
  }

  /// The order of the conditions in a round. Six rounds have each order once, so that the effect of
  /// one condition on the next is in all alike; a round begins as the one before ended, where it
  /// can.
  static func order(ofRound number: Int) -> [Condition] {
    switch number % 6 {
    case 0: [.off, .floor, .probe]
    case 1: [.probe, .floor, .off]
    case 2: [.off, .probe, .floor]
    case 3: [.floor, .probe, .off]
    case 4: [.probe, .off, .floor]
    default: [.floor, .off, .probe]
    }
  }
}
