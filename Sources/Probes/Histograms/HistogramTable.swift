// SPDX-License-Identifier: Apache-2.0

import Lines

/// A histogram for people: rows of counts with bars, percentiles under them.
public struct HistogramTable: Sendable {
  private static let barWidth = 40
  private static let linearRows: UInt64 = 20

  /// One row: latencies from `from` to `to`, both in the unit.
  struct Row: Hashable {
    var from: UInt64
    var to: UInt64
    var count: UInt64
  }

  /// The unit that latencies are shown in.
  public var unit: LatencyUnit
  /// Rows of equal width instead of powers of two.
  public var isLinear: Bool
  /// Whether the number of latencies, their mean and their sum are told.
  public var withTotals: Bool

  /// A table.
  public init(unit: LatencyUnit, isLinear: Bool = false, withTotals: Bool = false) {
    self.unit = unit
    self.isLinear = isLinear
    self.withTotals = withTotals
  }

  /// The rows up to the longest latency.
  ///
  /// A bucket counts where its middle is, so a row's ends are within 3.2 % of what they say.
  func rows(of histogram: LatencyHistogram) -> [Row] {
    let width = isLinear ? linearWidth(of: histogram) : 0
    var rows: [Row] = []
    for (bucket, count) in histogram.counts.enumerated() where count > 0 {
      let bounds = LatencyHistogram.bounds(ofBucket: bucket)
      let middle = bounds.lowerBound + (bounds.upperBound - bounds.lowerBound) / 2
      let value = min(middle, histogram.maximum) / unit.nanoseconds
      let index = isLinear ? Int(value / width) : Self.power(of: value)
      while rows.count <= index { rows.append(row(rows.count, width: width)) }
      rows[index].count &+= count
    }
    return rows
  }

  /// 0 for 0 and 1, 1 for 2 and 3, 2 for 4 to 7, and so on.
  private static func power(of value: UInt64) -> Int {
    value < 2 ? 0 : 63 - value.leadingZeroBitCount
  }

  private func row(_ index: Int, width: UInt64) -> Row {
    if isLinear {
      return Row(from: UInt64(index) * width, to: UInt64(index + 1) &* width &- 1, count: 0)
    }
    return Row(from: index == 0 ? 0 : 1 << UInt64(index), to: (2 << UInt64(index)) &- 1, count: 0)
  }

  /// 1, 2 or 5 times a power of ten, so that there are at most `linearRows` rows.
  private func linearWidth(of histogram: LatencyHistogram) -> UInt64 {
    let least = histogram.maximum / unit.nanoseconds / Self.linearRows + 1
    var power: UInt64 = 1
    while power * 10 <= least { power *= 10 }
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= least } ?? least
  }

  /// Writes the table.
  public func append(_ histogram: LatencyHistogram, to line: inout LineBuffer) {
    let rows = rows(of: histogram)
    if rows.isEmpty {
      line.append("(nothing yet)")
      line.endLine()
      return
    }
    appendTitle(to: &line)
    let most = rows.map(\.count).max() ?? 1
    for row in rows { append(row, most: most, to: &line) }
    appendPercentiles(of: histogram, to: &line)
    if withTotals { appendTotals(of: histogram, to: &line) }
  }

  private func appendTitle(to line: inout LineBuffer) {
    line.append("     \(unit.title)")
    line.pad(toColumn: 25)
    line.append(": count     distribution")
    line.endLine()
  }

  private func append(_ row: Row, most: UInt64, to line: inout LineBuffer) {
    let from = String(row.from)
    line.append(from.right(in: 10) + " -> \(row.to)")
    line.pad(toColumn: 25)
    line.append(": \(row.count)")
    line.pad(toColumn: 37)
    let stars = Int((Double(row.count) / Double(most) * Double(Self.barWidth)).rounded(.down))
    line.append("|" + String(repeating: "*", count: stars).fitted(to: Self.barWidth) + "|")
    line.endLine()
  }

  /// The shares that are told, with their names.
  static let shares: [(name: String, share: Double)] = [
    ("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999),
  ]

  private func appendPercentiles(of histogram: LatencyHistogram, to line: inout LineBuffer) {
    let parts = Self.shares.map {
      "\($0.name) \(unit.text(of: histogram.percentile($0.share) ?? 0))"
    }
    line.append((parts + ["max \(unit.text(of: histogram.maximum))"]).joined(separator: ", "))
    line.endLine()
  }

  private func appendTotals(of histogram: LatencyHistogram, to line: inout LineBuffer) {
    let exact = histogram.mean ?? 0
    let mean = exact < 0x1p64 ? UInt64(exact) : .max
    line.append(
      "count \(histogram.count), avg \(unit.text(of: mean)), total \(unit.text(of: histogram.sum))")
    line.endLine()
  }
}
