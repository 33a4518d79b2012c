// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Scale

@Suite struct PlanTests {
  @Test func `slices of quick operations hold many, and a stint several slices`() {
    let plan = StintPlan(
      operationNanoseconds: 200, sliceNanoseconds: 300_000, stintNanoseconds: 2_400_000)
    #expect(plan.operationsPerSlice == 1500)
    #expect(plan.slicesPerStint == 8)
  }

  @Test func `an operation longer than a slice stands alone, and a stint still has three`() {
    let plan = StintPlan(
      operationNanoseconds: 2e6, sliceNanoseconds: 300_000, stintNanoseconds: 2_400_000)
    #expect(plan.operationsPerSlice == 1)
    #expect(plan.slicesPerStint == 3)
  }

  @Test func `as much is thrown away after a toggle however short slices are`() {
    let short = StintPlan(
      operationNanoseconds: 200, sliceNanoseconds: 100_000, stintNanoseconds: 600_000)
    #expect(short.discardedSlices == 3)
    #expect(short.slicesRun == 9)
    let long = StintPlan(
      operationNanoseconds: 2e6, sliceNanoseconds: 100_000, stintNanoseconds: 600_000)
    #expect(long.discardedSlices == 1)
  }

  @Test func `loads hold the blocks that let the most loads fit`() {
    var plan = ScriptedMachine().plan(budgetSeconds: 30)
    plan.loadSeconds = 0.25
    plan.blockSeconds = 0.05
    #expect(plan.blocksPerLoad == 20)
  }

  @Test func `slow toggles still leave eight loads their blocks`() {
    var plan = ScriptedMachine().plan(budgetSeconds: 30)
    plan.loadSeconds = 0.15
    plan.blockSeconds = 0.4
    #expect(plan.blocksPerLoad == 9)
  }

  @Test func `a load never has fewer than two blocks`() {
    var plan = ScriptedMachine().plan(budgetSeconds: 1)
    plan.blockSeconds = 10
    #expect(plan.blocksPerLoad == 2)
  }
}
