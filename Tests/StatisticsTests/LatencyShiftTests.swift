// SPDX-License-Identifier: Apache-2.0

import Glibc
import Statistics
import Testing

@Suite struct LatencyShiftTests {
  /// 1 … n, on both sides, the condition's side `factor` times as long.
  private func load(_ count: Int, factor: Double) -> LatencyLoad {
    let latencies = (1...count).map(Double.init)
    return LatencyLoad(reference: latencies, condition: latencies.reversed().map { $0 * factor })
  }

  @Test func `a condition that makes all latencies a quarter longer moves each quantile by it`()
    throws
  {
    let shift = LatencyShift(loads: [load(1000, factor: 1.25), load(1001, factor: 1.25)])
    let points = shift.points()
    #expect(points.map(\.probability) == [0.5, 0.9, 0.99])
    #expect(points.allSatisfy { isClose($0.ratio.estimate, 0.25) && $0.ratio.halfWidth < 1e-9 })
    // The medians are 500.5 and 501.
    #expect(isClose(points[0].difference.estimate, 0.25 * 500.75))
  }

  @Test func `the interval is Student's over loads`() throws {
    let shift = LatencyShift(loads: [load(20, factor: 1.1), load(20, factor: 1.2)])
    let point = try #require(shift.point(at: 0.5))
    let logs = (log(1.1), log(1.2))
    let halfWidth = 12.706204736174694 * (logs.1 - logs.0) / 2
    #expect(isClose(point.ratio.high, expm1((logs.0 + logs.1) / 2 + halfWidth), within: 1e-8))
  }

  @Test func `a quantile needs ten latencies above it in each load`() {
    let enough = load(10_000, factor: 1)
    #expect(LatencyShift(loads: [enough, enough]).point(at: 0.999) != nil)
    #expect(LatencyShift(loads: [enough, load(9_999, factor: 1)]).point(at: 0.999) == nil)
    #expect(LatencyShift(loads: [load(20, factor: 1), load(19, factor: 1)]).points().isEmpty)
    #expect(LatencyShift(loads: [enough]).point(at: 0.5) == nil)
  }

  @Test func `a latency that is not a positive number gives no contrast`() {
    let bad = LatencyLoad(
      reference: Array(repeating: 0, count: 20), condition: Array(repeating: 1, count: 20))
    #expect(LatencyShift(loads: [load(20, factor: 1), bad]).point(at: 0.5) == nil)
  }
}
