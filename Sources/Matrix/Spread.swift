// SPDX-License-Identifier: Apache-2.0

/// The widest of several ranges of numbers that should be equal.
struct Spread {
  /// The width; `nil` without two numbers to compare.
  let width: Double?

  init(_ series: [[Double]]) {
    let widths = series.filter { $0.count > 1 }.compactMap { values -> Double? in
      guard let low = values.min(), let high = values.max() else { return nil }
      return high - low
    }
    width = widths.max()
  }
}
