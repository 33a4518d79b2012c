// SPDX-License-Identifier: Apache-2.0

import Testing
import Workloads

@testable import Instructions

@Suite struct OperationWeightTests {
  /// Slices of these ticks, with a system call for the clock and `opens` opens each.
  private func slices(_ ticks: [UInt64?], opens: UInt64 = 0) -> [Workloads.Slice] {
    ticks.map {
      Workloads.Slice(
        cpuNanoseconds: 0, wallNanoseconds: 0, ticks: $0,
        events: [.systemCall: 1 + (2 * opens), .open: opens])
    }
  }

  @Test func `what reading the clocks takes is no part of an operation`() throws {
    let weight = try #require(
      OperationWeight(
        empty: slices([9000, 1000, 1000]), full: slices([9000, 21_000, 21_000], opens: 100),
        operations: 100, estimate: .least))
    #expect(weight.instructions == 200)
    #expect(weight.events(of: [.open]) == 1)
    #expect(weight.events(of: [.systemCall]) == 2)
    #expect(weight.events(of: [.open, .systemCall]) == 3)
  }

  @Test func `the first slice of a stint and those with a tick do not count`() throws {
    let weight = try #require(
      OperationWeight(
        empty: slices([0, 1000, 14_000]), full: slices([0, 34_000, 21_000, 33_000], opens: 100),
        operations: 100, estimate: .least))
    #expect(weight.instructions == 200)
  }

  @Test func `the middle leaves out the lowest tenth and the highest three fifths`() throws {
    // After the first: 20 slices, of which the lowest two and the highest twelve go.
    let lucky: [UInt64] = [10]
    let plain = (0..<11).map { UInt64(1100 + $0) }
    let busy = [UInt64](repeating: 1_000_000, count: 8)
    let weight = try #require(
      OperationWeight(
        empty: slices([100, 100]), full: slices([5] + lucky + busy + plain, opens: 1),
        operations: 1, estimate: .middle))
    #expect(weight.instructions == 1003.5)
  }

  @Test func `a machine without a counter gives no weight`() {
    #expect(
      OperationWeight(
        empty: slices([nil, nil]), full: slices([nil, nil]), operations: 1, estimate: .least) == nil
    )
    #expect(
      OperationWeight(
        empty: slices([1]), full: slices([1, 2]), operations: 1, estimate: .least) == nil)
  }

  @Test func `seven least slices that are alike leave no doubt, and fewer do`() throws {
    func doubt(_ ticks: [UInt64], empty: [UInt64] = [0, 0]) throws -> Double {
      try #require(
        OperationWeight(
          empty: slices(empty), full: slices([0] + ticks, opens: 10), operations: 10,
          estimate: .least)
      ).doubt
    }
    let alike = [UInt64](repeating: 5000, count: 6)
    #expect(try doubt([9000] + alike + [5000, 8000]) == 0)
    #expect(try doubt([9000] + alike + [5024, 8000]) == 2.4)
    #expect(try doubt(alike + [5000], empty: [0, 100, 130]) == 3)
  }

  @Test func `an estimate from the middle leaves its doubt to the rounds`() throws {
    let weight = try #require(
      OperationWeight(
        empty: slices([0, 0]), full: slices([0, 10, 20, 30]), operations: 1, estimate: .middle))
    #expect(weight.doubt == 0)
  }

  @Test func `one round whose slices differ gives an interval per event`() {
    let spread = OperationWeight(
      empty: slices([0, 0]), full: slices([0, 1000, 1008], opens: 2), operations: 1,
      estimate: .least)
    guard let spread else { preconditionFailure("two slices are enough") }
    var reading = InstructionReading(probe: "p", rung: "r", workload: "w")
    reading.rounds = [
      InstructionRound(off: [spread], floor: [weight(1010)], probe: [spread])
    ]
    reading.summarise(events: [.open])
    #expect(reading.halfWidth == 8)
  }

  private func weight(_ instructions: UInt64) -> OperationWeight {
    guard
      let weight = OperationWeight(
        empty: slices([0, 0]), full: slices([0, instructions], opens: 2), operations: 1,
        estimate: .least)
    else { preconditionFailure("two slices are enough") }
    return weight
  }

  @Test func `a state of the machine that lasts for a round is in no cost`() {
    // The machine is slower by another amount in each round; the floor adds 10, the probe 40.
    let rounds = [0, 500, 90, 20, 700, 300].map { (state: UInt64) in
      InstructionRound(
        off: [weight(1000 + state), weight(300)], floor: [weight(1010 + state)],
        probe: [weight(1040 + state), weight(385)])
    }
    var reading = InstructionReading(probe: "p", rung: "r", workload: "w")
    reading.rounds = rounds
    reading.summarise(events: [.open])
    #expect(reading.floor - reading.off == 10)
    #expect(reading.probeAttached - reading.off == 40)
    #expect(reading.total == 20)
    #expect(reading.bystander == 85)
    #expect(reading.halfWidth == 0)
  }

  @Test func `rounds that differ give an interval, and one of slices that do not gives none`() {
    let rounds = [30, 40, 50, 35, 45, 60].map { (added: UInt64) in
      InstructionRound(off: [weight(1000)], floor: [weight(1010)], probe: [weight(1000 + added)])
    }
    var reading = InstructionReading(probe: "p", rung: "r", workload: "w")
    reading.rounds = rounds
    reading.summarise(events: [.open])
    #expect(reading.probeAttached - reading.off == 42.5)
    #expect(reading.halfWidth == 7.5)
    #expect(reading.bystander == nil)
    reading.rounds = [rounds[0]]
    reading.summarise(events: [.open])
    #expect(reading.halfWidth == nil)
  }
}
