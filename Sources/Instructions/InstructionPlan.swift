// SPDX-License-Identifier: Apache-2.0

import Results
import Workloads

/// How much of a workload is run for one number of instructions.
///
/// So many operations that most slices are shorter than a tick of four million instructions, and so few that some
/// slices hold no work that comes once in many operations, such as the refill of a cache. Where no two operations
/// are alike, an operation is a slice, and the conditions alternate.
struct InstructionPlan {
  /// Of an interval of the total over the rounds: of six to nine, it ends on the lowest and the highest.
  static let confidence = 0.965
  /// A guest's seconds after which it has written everything: twice its `dirty_expire_centisecs`.
  static let secondsToSettle: UInt32 = 60
  let operations: Int
  /// A channel holds no more than 64.
  let slices: Int
  /// After the fewest, more are run only where the interval is still wide.
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

  /// Whether another round is to follow: the interval of the fewest is wider than what a comparison of two runs
  /// tells apart, 1 % or 2 instructions on either side.
  func wantsMore(after reading: InstructionReading) -> Bool {
    let count = reading.rounds.count
    guard count >= rounds.lowerBound else { return true }
    guard count < rounds.upperBound else { return false }
    return (reading.halfWidth ?? .infinity) > max(2, abs(reading.total) / 100)
  }

  /// The conditions in the order of a round. Six rounds have each order once: what a condition leaves behind for
  /// the next one is in all of them alike. A round begins with what the one before ended with, as far as it can.
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
