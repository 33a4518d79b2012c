// SPDX-License-Identifier: Apache-2.0

import Glibc
import Results
import Statistics

/// The pictures of a calibration, in SVG.
struct CalibrationPictures {
  let document: CalibrationDocument

  /// How often each p value came; where nothing differs, all are equally likely.
  var pValues: String? {
    let all = document.same.flatMap(\.pValues)
    guard !all.isEmpty else { return nil }
    let bins = 20
    var counts = [Int](repeating: 0, count: bins)
    for value in all { counts[min(max(Int(value * Double(bins)), 0), bins - 1)] += 1 }
    let expected = Double(all.count) / Double(bins)
    let most = max(Double(counts.max() ?? 1), expected) * 1.15
    var picture = Picture("histogram of p values", x: 0...1, y: 0...most)
    for (bin, count) in counts.enumerated() {
      picture.bar(
        from: Double(bin) / Double(bins), to: Double(bin + 1) / Double(bins),
        height: Double(count), bin == 0 ? .bad : .plain)
    }
    picture.line(from: (0, expected), to: (1, expected), .faint)
    for value in [0.0, 0.05, 0.25, 0.5, 0.75, 1] {
      picture.tick(x: value, NumberFormat.short(value))
    }
    picture.tick(y: expected, NumberFormat.short(expected))
    picture.caption("p value; the line is what chance alone gives")
    return picture.svg
  }

  /// The known weights against what they were found to weigh.
  var weights: String? {
    guard let weights = document.weights, let last = weights.points.last else { return nil }
    let most = Double(last.multiplies) * 1.05
    let heaviest = weights.points.map(\.outside.high).max() ?? 1
    var picture = Picture("known weights", x: 0...most, y: 0...max(heaviest * 1.1, 1))
    if let slope = weights.outsideSlope?.estimate, let first = weights.points.first {
      let start = first.outside.estimate - slope * Double(first.multiplies)
      picture.line(from: (0, start), to: (most, start + slope * most), .faint)
    }
    for point in weights.points {
      picture.interval(
        at: Double(point.multiplies), low: point.outside.low, middle: point.outside.estimate,
        high: point.outside.high, .plain)
      if let inside = point.inside { picture.dot(at: (Double(point.multiplies), inside), .good) }
      picture.tick(x: Double(point.multiplies), "\(point.multiplies)")
      picture.tick(
        y: point.outside.estimate, NumberFormat.time(nanoseconds: point.outside.estimate))
    }
    picture.caption(
      "multiplies planted, against the cost measured; green by the kernel's statistics")
    return picture.svg
  }

  /// Intervals, sorted, around the value that they should hold.
  func intervals(_ intervals: [Interval], around truth: Double, _ caption: String) -> String? {
    guard !intervals.isEmpty else { return nil }
    // A few that are far wider than the others would flatten all.
    let widths = intervals.map(\.margin).sorted()
    let reach = max(widths[widths.count * 9 / 10] * 2, abs(truth) * 0.01, 1e-9)
    var picture = Picture(
      caption, x: -1...Double(intervals.count), y: (truth - reach)...(truth + reach))
    let sorted = intervals.sorted { $0.estimate < $1.estimate }
    for (place, interval) in sorted.enumerated() {
      let isHeld = interval.low <= truth && truth <= interval.high
      picture.interval(
        at: Double(place), low: interval.low, middle: interval.estimate, high: interval.high,
        isHeld ? .plain : .bad)
    }
    picture.line(from: (-1, truth), to: (Double(intervals.count), truth), .faint)
    for value in [truth - reach, truth, truth + reach] {
      picture.tick(y: value, "\(NumberFormat.short(value * 100)) %")
    }
    picture.caption(caption)
    return picture.svg
  }

  /// The price of each kind of hook.
  var hooks: String? {
    let priced = document.hooks.filter { $0.nanoseconds != nil }
    guard let most = priced.compactMap(\.nanoseconds?.high).max(), most > 0 else { return nil }
    var picture = Picture("hook prices", x: 0...Double(priced.count), y: 0...(most * 1.1))
    for (place, hook) in priced.enumerated() {
      guard let price = hook.nanoseconds else { continue }
      let x = Double(place)
      picture.bar(from: x + 0.2, to: x + 0.8, height: price.estimate)
      picture.line(from: (x + 0.5, price.low), to: (x + 0.5, price.high), .bad)
      picture.tick(x: x + 0.5, hook.kind)
    }
    picture.tick(y: 0, "0")
    picture.tick(y: most, NumberFormat.time(nanoseconds: most))
    picture.caption("ns for each event, and the interval")
    return picture.svg
  }
}
