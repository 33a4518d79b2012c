// SPDX-License-Identifier: Apache-2.0

/// Returns `values` in ascending order; `nil` when there is none or one is not finite. Every
/// estimator of this module goes through here, so none drops a bad value silently.
func ascending(_ values: [Double]) -> [Double]? {
  guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
  return values.sorted()
}

/// Returns the type 7 quantile at `probability` (0 ... 1) of ascending, finite values, one or more.
func quantile(ofAscending ordered: [Double], _ probability: Double) -> Double {
  let position = Double(ordered.count - 1) * probability
  let below = Int(position)
  let above = min(below + 1, ordered.count - 1)
  return ordered[below] + (position - Double(below)) * (ordered[above] - ordered[below])
}

/// Returns the quantile of `values` at `probability`.
///
/// Type 7 of Hyndman & Fan 1996 (The American Statistician 50:361), the default of R and NumPy:
/// linear between the order statistics around position (n − 1)·p.
/// - Parameters:
///   - values: In any order and unit.
///   - probability: In 0 ... 1, for example 0.9.
/// - Returns: The quantile in the unit of `values`; `nil` when there is no value or one is not
///   finite.
public func quantile(_ values: [Double], _ probability: Double) -> Double? {
  precondition((0...1).contains(probability), "a probability is in 0 ... 1")
  return ascending(values).map { quantile(ofAscending: $0, probability) }
}

/// Returns the median of `values`: the cost of a stint as experienced, from its slices.
///
/// - Parameter values: In any order and unit.
/// - Returns: `nil` when there is no value or one is not finite.
public func median(_ values: [Double]) -> Double? { quantile(values, 0.5) }
