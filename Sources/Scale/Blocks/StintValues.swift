// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// The values that stints stand for in the estimates.
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
  /// The pairs of values of each block whose stints of the two were kept, load by load.
  ///
  /// With several references a block has a pair with each. Their mean will not do as one reference: where times are
  /// skewed, a time less the mean of two others of the same kind is below 0 more often than above.
  ///
  /// - Parameters:
  ///   - references: The conditions to compare with, as indices.
  ///   - condition: The condition that is compared, as an index.
  ///   - value: What a stint stands for.
  ///   - operationsPerSlice: What the times of slices are divided by.
  /// - Returns: CPU nanoseconds per operation; a load without a kept block is left out.
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
