// SPDX-License-Identifier: Apache-2.0

extension Interval {
  /// Nothing, and that is certain.
  package static let zero = Interval(exactly: 0)

  /// What is known exactly, or has no spread of its own.
  package init(exactly value: Double) { self.init(estimate: value, low: value, high: value) }

  /// With a number that is known.
  package func times(_ factor: Double) -> Interval {
    Interval(
      estimate: estimate * factor, low: low * factor, high: high * factor, confidence: confidence)
  }

  /// Of what cannot be less than nothing.
  package var fromZero: Interval {
    Interval(
      estimate: max(0, estimate), low: max(0, low), high: max(0, high), confidence: confidence)
  }

  /// The product of two that know nothing of each other: relative half widths add as squares.
  package func times(_ other: Interval) -> Interval {
    let product = estimate * other.estimate
    func reach(_ end: (Interval) -> Double) -> Double {
      let one = (end(self) - estimate) * other.estimate
      let two = (end(other) - other.estimate) * estimate
      return (one * one + two * two).squareRoot()
    }
    return Interval(
      estimate: product, low: product - reach(\.low), high: product + reach(\.high),
      confidence: confidence)
  }

  /// The sum of two that err together: their ends add.
  package func alongside(_ other: Interval) -> Interval {
    Interval(
      estimate: estimate + other.estimate, low: low + other.low, high: high + other.high,
      confidence: confidence)
  }

  /// The sum of two that know nothing of each other.
  package func plus(_ other: Interval) -> Interval {
    func reach(_ end: (Interval) -> Double) -> Double {
      let one = end(self) - estimate, two = end(other) - other.estimate
      return (one * one + two * two).squareRoot()
    }
    let sum = estimate + other.estimate
    return Interval(
      estimate: sum, low: sum - reach(\.low), high: sum + reach(\.high), confidence: confidence)
  }
}
