// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import System
import Testing
import Workloads

@testable import Scale

@Suite struct CellWeigherTests {
  @Test func `a planted cost is found, split into dispatch and program`() throws {
    let machine = ScriptedMachine()
    machine.costs = [.floor: 70, .probe: 100]
    let cell = machine.weigh()
    #expect(cell.verdict == .measured)
    let perEvent = 1000.0 / 1001
    try #expect(#require(cell.dispatch).contains(70 * perEvent))
    try #expect(#require(cell.program).contains(30 * perEvent))
    try #expect(#require(cell.total).contains(100 * perEvent))
    try #expect(#require(cell.total).halfWidth < 3)
    #expect(cell.eventsPerOperation == 1.001)
  }

  @Test func `nothing against nothing is zero within its interval`() throws {
    let cell = ScriptedMachine().weigh()
    let same = try #require(cell.contrast(.offAgain))
    #expect(same.nanoseconds.containsZero)
    #expect(cell.verdict == .measured)
    try #expect(#require(cell.noiseFloor).nanoseconds < 1)
  }

  @Test func `the slice after a toggle is left out`() throws {
    let machine = ScriptedMachine()
    machine.noise = 0.0001
    let cell = machine.weigh()
    try #expect(abs(#require(cell.base).estimate - 200) < 0.1)
    let stints = cell.raw.loads.flatMap(\.blocks).flatMap(\.stints)
    #expect(Set(stints.map(\.slices.count)) == [6])
  }

  @Test func `a quiet machine stops at the first look`() {
    let machine = ScriptedMachine()
    machine.noise = 0.001
    let cell = machine.weigh(budgetSeconds: 1000)
    #expect(cell.stopped == .width)
    #expect(cell.loads == 8)
  }

  @Test func `a noisy machine stops when the time is up`() {
    let machine = ScriptedMachine()
    machine.noise = 0.3
    let cell = machine.weigh(budgetSeconds: 4)
    #expect(cell.stopped == .time)
    #expect(cell.loads >= 8)
    #expect(machine.seconds < 9)
  }

  @Test func `what differs between loads widens the interval`() throws {
    let even = ScriptedMachine()
    even.costs = [.probe: 100]
    let uneven = ScriptedMachine()
    uneven.costs = [.probe: 100]
    uneven.layoutSpread = 0.2
    let narrow = try #require(even.weigh().total)
    let wide = try #require(uneven.weigh().total)
    #expect(wide.halfWidth > 3 * narrow.halfWidth)
    #expect(wide.contains(100))
  }

  @Test func `a control that costs something makes the cell invalid and is named`() {
    let machine = ScriptedMachine()
    machine.costs = [.never: 4]
    guard case .invalid(let reason) = machine.weigh().verdict else {
      Issue.record("the cell passed")
      return
    }
    #expect(reason.contains("never runs"))
  }

  @Test func `a stint in which the hypervisor took time is left out and counted`() {
    let machine = ScriptedMachine()
    machine.thefts = [12]
    let cell = machine.weigh()
    #expect(cell.excludedStints == 1)
    let stints = cell.raw.loads.flatMap(\.blocks).flatMap(\.stints)
    // The first block only warms up and is not kept.
    #expect(stints.map(\.isExcluded).firstIndex(of: true) == 12 - 5)
  }

  @Test
  func `a workload that dies fails the cell with its last output and keeps what was measured`() {
    let machine = ScriptedMachine()
    machine.failure = (
      stint: 700, error: .died(name: "script", status: .exited(3), lastOutput: "no more paper")
    )
    let cell = machine.weigh()
    guard case .failed(let reason, let lastOutput) = cell.verdict else {
      Issue.record("the cell passed")
      return
    }
    #expect(reason.contains("exit code 3"))
    #expect(lastOutput == "no more paper")
    #expect(machine.attached.isEmpty)
    #expect(cell.loads >= 2)
    #expect(cell.base != nil)
  }

  @Test func `an interruption keeps the loads that are whole`() {
    let machine = ScriptedMachine()
    machine.interruption = 700
    let cell = machine.weigh()
    #expect(cell.verdict == .measured)
    #expect(cell.stopped == .interrupted)
    #expect(cell.loads == 3)
    #expect(machine.attached.isEmpty)
  }

  @Test func `an interruption before two loads leaves nothing to say`() {
    let machine = ScriptedMachine()
    machine.interruption = 20
    #expect(machine.weigh().verdict == .failed(reason: "interrupted", lastOutput: ""))
  }

  @Test func `every block runs each condition once, in an order that varies`() {
    let machine = ScriptedMachine()
    _ = machine.weigh()
    let blocks = stride(from: 0, to: machine.order.count, by: 5).map {
      Array(machine.order[$0..<$0 + 5])
    }
    #expect(blocks.allSatisfy { Set($0).count == 5 })
    #expect(Set(blocks).count > 60)
  }

  @Test func `the same seed gives the same order`() {
    let (one, other, third) = (ScriptedMachine(), ScriptedMachine(), ScriptedMachine())
    _ = one.weigh(seed: 5)
    _ = other.weigh(seed: 5)
    _ = third.weigh(seed: 6)
    #expect(one.order == other.order)
    #expect(one.order != third.order)
  }

  @Test func `every event reported makes an exact cell`() throws {
    let machine = ScriptedMachine()
    let fidelity = try #require(machine.weigh().fidelity)
    #expect(fidelity.verdict == .exact)
    #expect(fidelity.caused == fidelity.reported)
    #expect(fidelity.caused > 0)
  }

  @Test func `missing events make a lossy cell, and they are counted`() throws {
    let machine = ScriptedMachine()
    machine.reported = 0.9
    let fidelity = try #require(machine.weigh().fidelity)
    #expect(fidelity.verdict == .lossy)
    #expect(fidelity.lost == fidelity.caused - fidelity.reported)
    #expect(fidelity.note?.contains("dropped") == true)
  }

  @Test func `events that never were make a wrong cell`() throws {
    let machine = ScriptedMachine()
    machine.reported = 1.1
    let fidelity = try #require(machine.weigh().fidelity)
    #expect(fidelity.verdict == .wrong)
    #expect(fidelity.wrong == fidelity.reported - fidelity.caused)
  }

  @Test func `events with a wrong field make a wrong cell`() throws {
    let machine = ScriptedMachine()
    machine.wrong = 2
    let fidelity = try #require(machine.weigh().fidelity)
    #expect(fidelity.verdict == .wrong)
    #expect(fidelity.wrong == 2 * UInt64(machine.loads))
  }

  @Test func `the reader's time is given per event`() throws {
    let reader = try #require(ScriptedMachine().weigh().reader?.cpuNanosecondsPerEvent)
    #expect(abs(reader.estimate - 10) < 1e-9)
  }
}

extension Interval {
  fileprivate func contains(_ value: Double) -> Bool { low <= value && value <= high }
}
