// SPDX-License-Identifier: Apache-2.0

/// Returns p values adjusted for a gate over many cells, by Holm's method.
///
/// Holm 1979 (Scand. J. Statist. 6:65): the chance of one false rejection among all is at most α,
/// however the tests depend on each other. Reject where the adjusted value is at most α.
/// - Parameter p: p values in 0 ... 1, in any order.
/// - Returns: One value each, in the same order, in 0 ... 1.
public func holm(_ p: [Double]) -> [Double] {
  adjusted(p, order: p.indices.sorted { p[$0] < p[$1] }) { place, value, worst in
    max(worst, min(1, Double(p.count - place) * value))
  }
}

/// Returns p values adjusted for the screening of many cells, by Benjamini and Hochberg's method.
///
/// Benjamini & Hochberg 1995 (J. R. Statist. Soc. B 57:289): of the cells rejected at α, a fraction
/// of at most α is expected to be false, for tests that are independent or positively dependent.
/// - Parameter p: p values in 0 ... 1, in any order.
/// - Returns: One value each, in the same order, in 0 ... 1.
public func benjaminiHochberg(_ p: [Double]) -> [Double] {
  let count = Double(p.count)
  return adjusted(p, order: p.indices.sorted { p[$0] > p[$1] }) { place, value, best in
    min(place == 0 ? 1 : best, count / (count - Double(place)) * value)
  }
}

/// Walks over `p` in `order` and gives each its adjusted value, from the one before it.
private func adjusted(
  _ p: [Double], order: [Int], by step: (_ place: Int, _ value: Double, _ last: Double) -> Double
) -> [Double] {
  precondition(p.allSatisfy { (0...1).contains($0) }, "a p value is in 0 ... 1")
  var result = p
  var last = 0.0
  for (place, index) in order.enumerated() {
    last = step(place, p[index], last)
    result[index] = last
  }
  return result
}
