// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// The value that stands for a stint in the estimates.
package enum StintValue {
  /// The median of the slices: the cost as experienced.
  case typical
  /// The least slice: the quiet cost.
  case quiet

  /// CPU nanoseconds per operation.
  func value(of stint: RawSlices.Stint, operationsPerSlice: Int) -> Double {
    let times = stint.slices.map { Double($0.cpuNanoseconds) / Double(operationsPerSlice) }
    let value =
      switch self {
      case .typical: median(times)
      case .quiet: times.min()
      }
    return value ?? 0
  }
}

extension RawSlices {
  /// Pairs a condition's stints with the references' in the same block, load by load, in CPU
  /// nanoseconds per operation, without excluded stints and loads that keep no block.
  ///
  /// A block has one pair with each reference. The mean of the references would be biased: where
  /// times are skewed, a time less the mean of two like it is below 0 more often than above.
  package func pairs(
    references: [Int], condition: Int, value: StintValue, operationsPerSlice: Int
  ) -> [[BlockPair]] {
    loads.map { load in
      load.blocks.flatMap { block -> [BlockPair] in
        let values = Dictionary(
          uniqueKeysWithValues: block.stints.filter { !$0.isExcluded }.map {
            ($0.condition, value.value(of: $0, operationsPerSlice: operationsPerSlice))
          })
        guard let other = values[condition] else { return [] }
        return references.compactMap { values[$0] }.map {
          BlockPair(reference: $0, condition: other)
        }
      }
    }.filter { !$0.isEmpty }
  }
}
