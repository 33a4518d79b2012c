// SPDX-License-Identifier: Apache-2.0

import Results
import Testing
import Workloads

@testable import Instructions

@Suite struct InstructionPlanTests {
  @Test func `six rounds have each order of the conditions once`() {
    let orders = (0..<6).map(InstructionPlan.order)
    #expect(Set(orders).count == 6)
    #expect(orders.allSatisfy { Set($0) == [.off, .floor, .probe] })
    #expect(InstructionPlan.order(ofRound: 6) == orders[0])
  }

  @Test
  func `alike operations need one round, others six, and up to nine where the interval is wide`() {
    func rounds(_ workload: Workload, _ totals: [UInt64]) -> Int {
      let plan = InstructionPlan(of: workload)
      var reading = InstructionReading(probe: "p", rung: "r", workload: "w")
      for total in totals {
        reading.rounds.append(Rounds.round(adding: total))
        reading.summarise(events: [.open])
        if !plan.wantsMore(after: reading) { break }
      }
      return reading.rounds.count
    }
    let (alike, wide) = (
      [UInt64](repeating: 500, count: 12), (0..<12).map { UInt64(500 + 40 * $0) }
    )
    #expect(rounds(.openStorm, wide) == 1)
    #expect(rounds(.nap, alike) == 6)
    // Seven and eight rounds have the interval of all values: wider still.
    #expect(rounds(.nap, wide) == 9)
    // 2 instructions either side are narrow, whatever they are added to.
    #expect(rounds(.nap, [10, 12, 11, 10, 12, 14]) == 6)
  }

  @Test(arguments: [6, 7, 8, 9])
  func `the interval takes in the lowest and the highest of all rounds`(count: Int) {
    let totals: [UInt64] = [460, 540] + Array(repeating: 500, count: count - 2)
    var reading = InstructionReading(probe: "p", rung: "r", workload: "w")
    reading.rounds = totals.map(Rounds.round(adding:))
    reading.summarise(events: [.open])
    #expect(reading.total == 500)
    #expect(reading.halfWidth == 40)
  }
}

/// Rounds of an operation that takes 1,000 instructions and opens once.
enum Rounds {
  static func round(adding instructions: UInt64) -> InstructionRound {
    InstructionRound(
      off: [weight(1000)], floor: [weight(1000)], probe: [weight(1000 + instructions)])
  }

  private static func weight(_ instructions: UInt64) -> OperationWeight {
    func slices(_ ticks: UInt64, opens: UInt64) -> [Workloads.Slice] {
      [0, ticks].map {
        Workloads.Slice(
          cpuNanoseconds: 0, wallNanoseconds: 0, ticks: $0, events: [.open: opens])
      }
    }
    guard
      let weight = OperationWeight(
        empty: slices(0, opens: 0), full: slices(instructions, opens: 1), operations: 1,
        estimate: .least)
    else { preconditionFailure("two slices are enough") }
    return weight
  }
}
