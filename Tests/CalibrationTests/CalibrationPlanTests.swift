// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Subjects
import Testing
import Workloads

@testable import Calibration
@testable import Scale

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
    #expect(plan.closures.count == Catalogue.probes.count)
  }

  @Test func `repeats end when all are done or their time is long gone`() {
    let repeats = CalibrationPlan.Repeats(10, seconds: 2)
    #expect(repeats.isDone(10, after: 0))
    #expect(!repeats.isDone(9, after: 22))
    #expect(repeats.isDone(5, after: 23.5))
    // Two there are in any case: less is no comparison.
    #expect(!repeats.isDone(1, after: 100))
  }

  /// Four loads in which an operation with one event takes 200 ns, and so many more with an empty
  /// program and with a probe.
  private func found(empty: Double, probe: [Double], inside: [Double]) -> ClosurePass.Found {
    var found = ClosurePass.Found()
    found.raw = RawSlices(conditions: [.off, .floor, .probe])
    for (index, cost) in probe.enumerated() {
      let stints = [0, empty, empty + cost].enumerated().map { condition, added in
        let time = Int64(1000 * (200 + added + Double(index)))
        return RawSlices.Stint(
          condition: condition, isExcluded: false,
          slices: [.init(cpuNanoseconds: time, wallNanoseconds: time)])
      }
      found.raw.loads.append(RawSlices.Load(blocks: [.init(stints: stints)]))
    }
    found.inside = inside
    var caused = EventCounts()
    caused[.systemCall] = 4000
    var findings = LoadFindings()
    findings.seen[.systemCall] = .init(reported: 4000)
    found.tally.add(
      findings, caused: caused,
      counted: [.systemCall], operations: 4000)
    return found
  }

  private var plan: CellPlan {
    CellPlan(
      probe: "scripted", rung: "tp_btf", refusedRungs: [], options: [:], workload: "script",
      role: .watched, unit: "operation", counted: [.systemCall],
      stints: StintPlan(operationsPerSlice: 1000, slicesPerStint: 1), blockSeconds: 0.01,
      loadSeconds: 0.01, budgetSeconds: 1, stopping: StoppingRule(), controlsInRun: 2)
  }

  @Test func `a probe closes where its programs cost outside what they cost inside, in each load`()
    throws
  {
    let loads = [90.0, 110, 130, 100]
    let same = found(empty: 70, probe: loads, inside: loads.map { $0 - 3 })
    let closure = ProbeCloser.closure(of: plan, same)
    #expect(closure.verdict == .closed)
    #expect(closure.isExact == true)
    #expect(closure.inside == 104.5)
    let residual = try #require(closure.residual)
    #expect(abs(residual.estimate - 3 / 104.5) < 1e-9)
    // The loads differ by 40 %, and the two sides of each do not.
    #expect(residual.halfWidth < 1e-9)
    try #expect(abs(#require(closure.dispatch).estimate - 70) < 1e-9)
    try #expect(abs(#require(closure.total).estimate - 177.5) < 1e-9)
    let dearer = found(empty: 70, probe: loads, inside: loads.map { $0 - 20 })
    #expect(ProbeCloser.closure(of: plan, dearer).verdict == .open)
  }

  @Test func `what cannot be compared has a reason`() {
    let nothing = found(empty: 70, probe: [1, 1], inside: [0, 0])
    #expect(ProbeCloser.closure(of: plan, nothing).reason?.contains("counts no time") == true)
    let stolen = found(empty: 70, probe: [10, 10], inside: [10, 10, 10])
    #expect(ProbeCloser.closure(of: plan, stolen).reason?.contains("stolen") == true)
    let one = found(empty: 70, probe: [10], inside: [10])
    #expect(ProbeCloser.closure(of: plan, one).reason?.contains("too little") == true)
    #expect(ProbeCloser.closure(of: plan, ClosurePass.Found()).reason != nil)
  }
}
