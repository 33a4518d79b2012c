// SPDX-License-Identifier: Apache-2.0

/// The averages (x(i) + x(j)) / 2 of all pairs i ≤ j of some values, never written out.
///
/// Order statistics of them are found by bisection over the value. As rows and columns of their
/// triangle are sorted, one walk of 2n steps along its staircase counts those up to a value
/// (Johnson & Mizoguchi 1978, SIAM J. Comput. 7:147) and finds its neighbours. The bracket shrinks
/// to those, so that the search ends on an average exactly.
struct WalshAverages {
  /// Half of each value, ascending, finite, not empty: an average is the sum of two of them.
  private let halves: [Double]

  /// The findings of one walk along the staircase at a value.
  private struct Split {
    /// How many averages are at most the value.
    var count = 0
    /// The largest average at most the value.
    var below = -Double.infinity
    /// The smallest average above the value.
    var above = Double.infinity
  }

  init?(_ values: [Double]) {
    guard let ordered = ascending(values) else { return nil }
    halves = ordered.map { $0 / 2 }
  }

  /// The number of averages.
  var count: Int { halves.count * (halves.count + 1) / 2 }

  /// The median of the averages.
  var median: Double {
    let low = smallest((count + 1) / 2)
    if count % 2 == 1 { return low }
    let split = split(at: low)
    return split.count > count / 2 ? low : low + (split.above - low) / 2
  }

  /// Returns the average of the given rank, 1 for the smallest.
  func smallest(_ rank: Int) -> Double {
    var low = 2 * halves[0]
    var high = 2 * halves[halves.count - 1]
    while low < high {
      var middle = low + (high - low) / 2
      if middle >= high { middle = low }
      let split = split(at: middle)
      if split.count >= rank { high = split.below } else { low = split.above }
    }
    return low
  }

  /// Returns the average of the given rank from above, 1 for the largest.
  func largest(_ rank: Int) -> Double { smallest(count + 1 - rank) }

  private func split(at value: Double) -> Split {
    var result = Split()
    var first = 0
    var last = halves.count - 1
    // `last` falls to the largest j whose average with i is at most the value, and never rises.
    while first <= last {
      let average = halves[first] + halves[last]
      if average > value {
        result.above = min(result.above, average)
        last -= 1
      } else {
        result.below = max(result.below, average)
        result.count += last - first + 1
        first += 1
      }
    }
    return result
  }
}

/// Returns the Hodges–Lehmann estimate of the centre of `values`: the median of the averages of all
/// pairs, each value with itself included.
///
/// Hodges & Lehmann 1963 (Ann. Math. Statist. 34:598). As robust as a median against a quarter of
/// wild values, and 95 % as efficient as the mean under Gaussian noise. O(n) memory and some fifty
/// walks of O(n) steps: a few milliseconds for 2,000 values.
/// - Parameter values: In any order and unit.
/// - Returns: The estimate in the unit of `values`; `nil` when there is no value or one is not
///   finite.
public func hodgesLehmann(_ values: [Double]) -> Double? { WalshAverages(values)?.median }
