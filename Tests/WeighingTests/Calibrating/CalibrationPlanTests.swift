// SPDX-License-Identifier: Apache-2.0

import Results
import Testing

@testable import Weighing

@Suite struct CalibrationPlanTests {
  @Test func `the quick one leaves room in a minute, the full one in a quarter of an hour`() {
    #expect(CalibrationPlan.quick.total <= 50)
    #expect(CalibrationPlan.quick.limit < 60)
    #expect(CalibrationPlan.full.total <= 850)
    #expect(CalibrationPlan.full.limit < 900)
  }

  @Test func `the full one has as many repeats as it must`() {
    let plan = CalibrationPlan.full
    #expect(plan.same.count >= 200)
    #expect(plan.fast.count >= 200)
    #expect(plan.sittings.count == 10)
    #expect(plan.closures.count == WeighedProbe.all.count)
  }

  @Test func `repeats end when all are done or their time is long gone`() {
    let repeats = CalibrationPlan.Repeats(10, seconds: 2)
    #expect(repeats.isDone(10, after: 0))
    #expect(!repeats.isDone(9, after: 22))
    #expect(repeats.isDone(5, after: 23.5))
    // Two there are in any case: less is no comparison.
    #expect(!repeats.isDone(1, after: 100))
  }

  @Test func `a cell's closure is its program's cost against the time inside`() throws {
    var cell = Cell(
      probe: "p", rung: "r", workload: "w", role: .watched, unit: "u", verdict: .measured)
    cell.dispatch = Results.Interval(estimate: 70, low: 69, high: 71)
    cell.program = Results.Interval(estimate: 103, low: 102, high: 104)
    cell.inside = InsideCost(floorNanoseconds: 50, probeNanoseconds: 150, residualRatio: 0)
    let closure = ProbeCloser.closure(of: cell)
    #expect(closure.inside == 100)
    #expect(closure.verdict == .closed)
    try #expect(abs(#require(closure.residual).estimate - 0.03) < 1e-12)
    cell.inside = InsideCost(floorNanoseconds: 50, probeNanoseconds: 50, residualRatio: 0)
    #expect(ProbeCloser.closure(of: cell).verdict == .unknown)
    #expect(ProbeCloser.closure(of: cell).reason != nil)
    cell.verdict = .unsupported(reason: "EPERM")
    cell.program = nil
    #expect(ProbeCloser.closure(of: cell).reason == "EPERM")
  }
}
