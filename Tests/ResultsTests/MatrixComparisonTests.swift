// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Results

@Suite struct MatrixComparisonTests {
  // MARK: - Documents of one cell

  static func cell(
    _ verdict: MatrixCell.Verdict = .exact, total: Double? = nil, bystander: Double? = nil,
    spread: Double? = 0,
    halfWidth: Double? = nil
  ) -> MatrixCell {
    MatrixCell(
      probe: "opensnoop", rung: "fexit", verdict: verdict,
      cost: total.flatMap { total in
        InstructionCost(
          workload: "open-storm", eventsPerOperation: 1, off: 1000, floor: 1000,
          probe: 1000 + total, bystander: bystander, boots: 2, spread: spread, halfWidth: halfWidth)
      })
  }

  static func document(
    _ cells: [MatrixCell], series: [String] = ["6.12"], interrupted: Bool = false
  ) -> MatrixDocument {
    MatrixSample.matrix(
      series.map { series in
        var kernel = KernelRun(
          series: series, origin: "o", startedAt: "2026-03-01T12:00:00Z", cells: cells)
        if cells.contains(where: { $0.cost != nil }) {
          kernel.hooks = [MatrixHook(hook: "kprobe", instructions: 1, boots: 1, spread: nil)]
        }
        return kernel
      }, interrupted: interrupted)
  }

  static func compare(_ now: MatrixCell, against before: MatrixCell) -> MatrixComparison {
    MatrixComparison(document([now]), against: document([before]))
  }

  // MARK: - Verdicts

  @Test func `a document is neither worse nor better than itself`() {
    let same = MatrixComparison(MatrixSample.document, against: MatrixSample.document)
    #expect(same.worse.isEmpty && same.better.isEmpty && same.unclear.isEmpty)
    #expect(same.notRun.isEmpty && same.added.isEmpty && same.otherKernels.isEmpty)
    #expect(same.compared == 6)
  }

  @Test func `verdicts fall in the order exact, unsupported, lossy, wrong, failed`() {
    let order: [MatrixCell.Verdict] = [.exact, .unsupported, .lossy, .wrong, .failed]
    for (place, before) in order.enumerated() {
      for (now, verdict) in order.enumerated() {
        let comparison = Self.compare(Self.cell(verdict), against: Self.cell(before))
        #expect(comparison.worse.isEmpty == (now <= place), "\(before) to \(verdict)")
        #expect(comparison.better.isEmpty == (now >= place), "\(before) to \(verdict)")
      }
    }
  }

  @Test func `a verdict that fell is named with its reason`() {
    var now = Self.cell(.lossy)
    now.reason = "the ring was full"
    let worse = Self.compare(now, against: Self.cell()).worse
    #expect(
      worse == [
        .init(
          cell: "6.12/opensnoop/fexit", text: "exact before, now lossy: the ring was full")
      ])
  }

  // MARK: - Costs

  @Test(arguments: [
    // More than 2 instructions, less than 1 %.
    (1000, 1002.5, true), (1000, 1002, false),
    // More than 1 %, less than 2 instructions.
    (100, 101.5, true), (100, 101, false), (100, 100.9, false),
    (0, 0.012, false), (0, 0.5, false), (0, 0.6, true),
    // More than 1 % of little.
    (10, 10.4, false), (10, 10.6, true),
    (100, 99.5, false),
  ])
  func `a cost is worse when it rose by more than 2 instructions or 1 %`(
    before: Double, now: Double, isWorse: Bool
  ) {
    let total = Self.compare(Self.cell(total: now), against: Self.cell(total: before))
    #expect(total.worse.isEmpty != isWorse)
    let back = Self.compare(Self.cell(total: before), against: Self.cell(total: now))
    #expect(back.worse.isEmpty)
    let bystander = Self.compare(
      Self.cell(total: 500, bystander: now), against: Self.cell(total: 500, bystander: before))
    #expect(bystander.worse.isEmpty != isWorse)
  }

  @Test func `a cost that rose or fell is named with both numbers`() {
    let (low, high) = (
      Self.cell(total: 500, bystander: 0.25), Self.cell(total: 510.5, bystander: 3)
    )
    #expect(
      Self.compare(high, against: low).worse.map(\.text) == [
        "total per event 500 before, now 510.5 (+10.5)", "bystander 0.25 before, now 3 (+2.75)",
      ])
    #expect(
      Self.compare(low, against: high).better.map(\.text) == [
        "total per event 510.5 before, now 500 (-10.5)", "bystander 3 before, now 0.25 (-2.75)",
      ])
  }

  @Test func `where boots disagree, a rise counts only beyond both spreads`() {
    let before = Self.cell(total: 500, spread: 4)
    func now(_ total: Double) -> MatrixComparison {
      Self.compare(Self.cell(total: total, spread: 3), against: before)
    }
    #expect(now(501.5).unclear.isEmpty && now(501.5).worse.isEmpty)
    #expect(now(508).worse.isEmpty)
    #expect(
      now(508).unclear.map(\.text) == [
        "total per event 500 before, now 508 (+8), while spread and interval leave 7 open"
      ])
    #expect(now(509.5).worse.count == 1 && now(509.5).unclear.isEmpty)
    #expect(now(490.5).better.count == 1)
    #expect(now(492).better.isEmpty && now(492).unclear.count == 1)
  }

  @Test func `where a cost has an interval, a rise counts only beyond both`() {
    let before = Self.cell(total: 500, halfWidth: 4)
    func now(_ total: Double) -> MatrixComparison {
      Self.compare(Self.cell(total: total, halfWidth: 3), against: before)
    }
    #expect(now(508).worse.isEmpty && now(508).unclear.count == 1)
    #expect(now(509.5).worse.count == 1)
  }

  @Test func `costs are not compared where a verdict is not exact`() {
    let lossy = Self.compare(
      Self.cell(.lossy, total: 900), against: Self.cell(.lossy, total: 500))
    #expect(lossy.worse.isEmpty && lossy.better.isEmpty)
  }

  @Test func `a lost cost is worse only where costs were asked for`() {
    let before = Self.document([Self.cell(total: 500)])
    #expect(MatrixComparison(Self.document([Self.cell()]), against: before).worse.isEmpty)
    var failed = Self.cell()
    failed.costFailure = "no answer in time"
    #expect(
      MatrixComparison(Self.document([failed]), against: before).worse.map(\.text) == [
        "it has no cost any more: no answer in time"
      ])
  }

  // MARK: - What is there

  @Test func `a series that was not run is not held against the run`() {
    let before = Self.document([Self.cell()], series: ["5.10", "6.12", "7.3"])
    let comparison = MatrixComparison(Self.document([Self.cell()]), against: before)
    #expect(comparison.worse.isEmpty)
    #expect(comparison.notRun == ["5.10", "7.3"])
    #expect(comparison.compared == 1)
  }

  @Test func `a cell that is gone from a series that ran is worse`() {
    let before = Self.document([Self.cell()])
    let now = Self.document([])
    #expect(
      MatrixComparison(now, against: before).worse == [
        .init(cell: "6.12/opensnoop/fexit", text: "exact before, now gone")
      ])
    #expect(MatrixComparison(before, against: now).added == ["6.12/opensnoop/fexit"])
    #expect(MatrixComparison(before, against: now).worse.isEmpty)
  }

  @Test func `a kernel that failed has lost its cells, with its reason`() {
    let broken = MatrixSample.matrix([
      KernelRun(
        series: "6.12", origin: "o", startedAt: "2026-03-01T12:00:00Z", failure: "it panicked")
    ])
    let comparison = MatrixComparison(broken, against: Self.document([Self.cell()]))
    #expect(comparison.worse.map(\.text) == ["exact before, now gone: it panicked"])
  }

  @Test func `an interrupted run, and one of other probes, has lost no cell`() {
    let before = Self.document([Self.cell()])
    let interrupted = Self.document([], interrupted: true)
    #expect(MatrixComparison(interrupted, against: before).worse.isEmpty)
    let others = MatrixComparison(Self.document([]), against: before, probes: ["syscount"])
    #expect(others.worse.isEmpty)
    let asked = MatrixComparison(Self.document([]), against: before, probes: ["opensnoop"])
    #expect(asked.worse.count == 1)
  }

  @Test func `a kernel of another build is named`() {
    var kernel = MatrixSample.kernel("6.12")
    kernel.release = "6.12.118"
    let comparison = MatrixComparison(
      MatrixSample.matrix([kernel]), against: MatrixSample.document)
    #expect(comparison.otherKernels == ["6.12: 6.12.118, before 6.12.117"])
    #expect(comparison.worse.isEmpty)
  }

  @Test func `on another build a cost is no longer compared, a verdict is`() {
    func document(_ cell: MatrixCell, release: String) -> MatrixDocument {
      var document = Self.document([cell])
      document.kernels[0].release = release
      return document
    }
    let before = document(Self.cell(total: 500), release: "6.12.117")
    let dearer = MatrixComparison(
      document(Self.cell(total: 600), release: "6.12.118"), against: before)
    #expect(dearer.worse.isEmpty)
    #expect(
      dearer.unclear.map(\.text) == [
        "total per event 500 before, now 600 (+100), on another build of the kernel"
      ])
    let lossy = MatrixComparison(document(Self.cell(.lossy), release: "6.12.118"), against: before)
    #expect(lossy.worse.count == 1)
    let same = MatrixComparison(
      document(Self.cell(total: 600), release: "6.12.117"), against: before)
    #expect(same.worse.count == 1)
  }
}
