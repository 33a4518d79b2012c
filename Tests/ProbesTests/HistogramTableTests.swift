// SPDX-License-Identifier: Apache-2.0

@testable import Probes
import Testing

@Suite struct HistogramTableTests {
  private static func histogram(_ latencies: [UInt64]) -> LatencyHistogram {
    var counts = [UInt64](repeating: 0, count: LatencyHistogram.buckets)
    for latency in latencies { counts[LatencyHistogram.bucket(of: latency)] += 1 }
    return LatencyHistogram(
      counts: counts, sum: latencies.reduce(0, +), maximum: latencies.max() ?? 0)
  }

  @Test func `powers of two with bars, and percentiles under them`() {
    let latencies = [UInt64](repeating: 3_000, count: 4) + [100, 9_500]
    let text = lines {
      HistogramTable(unit: .microseconds, withTotals: true).append(
        Self.histogram(latencies), to: &$0)
    }
    #expect(
      text == [
        "     usecs               : count     distribution",
        "         0 -> 1          : 1         |**********                              |",
        "         2 -> 3          : 4         |****************************************|",
        "         4 -> 7          : 0         |                                        |",
        "         8 -> 15         : 1         |**********                              |",
        "p50 3.007 us, p90 9.5 us, p99 9.5 us, p99.9 9.5 us, max 9.5 us",
        "count 6, avg 3.6 us, total 21.6 us",
      ])
  }

  @Test(arguments: [1, 19, 20, 21, 500, 12_345, 1_000_000] as [UInt64])
  func `linear rows are at most twenty, of round width, and hold all`(longest: UInt64) {
    let latencies = (0...10).map { longest * 1_000_000 * $0 / 10 }
    let rows = HistogramTable(unit: .milliseconds, isLinear: true).rows(
      of: Self.histogram(latencies))
    #expect(rows.count <= 20)
    #expect(rows.reduce(0) { $0 + $1.count } == 11)
    #expect(rows.allSatisfy { $0.to - $0.from == rows[0].to })
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.to + 1 == $1.from })
    let digits = String(rows[0].to + 1)
    #expect(["1", "2", "5"].contains(digits.prefix(1)))
    #expect(digits.dropFirst().allSatisfy { $0 == "0" })
  }

  @Test func `the largest latency there can be has its row`() {
    let rows = HistogramTable(unit: .nanoseconds).rows(of: Self.histogram([.max, 0]))
    #expect(rows.count == 64)
    #expect(rows.last == HistogramTable.Row(from: 1 << 63, to: .max, count: 1))
  }

  @Test func `nothing is said to be nothing`() {
    let text = lines {
      HistogramTable(unit: .microseconds).append(LatencyHistogram(), to: &$0)
    }
    #expect(text == ["(nothing yet)"])
  }

  @Test func `times have their unit and no needless digits`() {
    #expect(LatencyUnit.nanoseconds.text(of: 1500) == "1500 ns")
    #expect(LatencyUnit.microseconds.text(of: 1500) == "1.5 us")
    #expect(LatencyUnit.microseconds.text(of: 2000) == "2 us")
    #expect(LatencyUnit.milliseconds.text(of: 1_002_000) == "1.002 ms")
    #expect(LatencyUnit.milliseconds.text(of: 999) == "0 ms")
  }

  @Test func `flags have the kernel's names`() {
    let flags = RequestFlags(operations: [1: "write"], bits: [11: "sync", 17: "fua"])
    #expect(flags.text(of: 1 | 1 << 11 | 1 << 17) == "write sync fua")
    #expect(flags.text(of: 9 | 1 << 31) == "operation 9 bit 31")
  }
}
