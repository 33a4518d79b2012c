// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// The values that stints stand for in the estimates.
enum StintValue {
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
  /// One pair of values for each block whose stints of the two were kept, load by load.
  ///
  /// - Parameters:
  ///   - references: The conditions whose mean is the reference, as indices.
  ///   - condition: The condition to compare with it, as an index.
  ///   - value: What a stint stands for.
  ///   - operationsPerSlice: What the times of slices are divided by.
  /// - Returns: CPU nanoseconds per operation; a load without a kept block is left out.
  func pairs(
    references: [Int], condition: Int, value: StintValue, operationsPerSlice: Int
  ) -> [[BlockPair]] {
    loads.map { load in
      load.blocks.compactMap { block in
        let values = Dictionary(
          uniqueKeysWithValues: block.stints.filter { !$0.isExcluded }.map {
            ($0.condition, value.value(of: $0, operationsPerSlice: operationsPerSlice))
          })
        let base = references.compactMap { values[$0] }
        guard base.count == references.count, let other = values[condition] else { return nil }
        return BlockPair(
          reference: base.reduce(0, +) / Double(base.count), condition: other)
      }
    }.filter { !$0.isEmpty }
  }
}
