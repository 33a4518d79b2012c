// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The cost of a condition against its reference, from the blocks of several loads.
///
/// Within a load, the Hodges–Lehmann estimate of the pairs' log ratios and of their differences;
/// across loads, each counting the same, the mean with Student's interval. Loads are the unit of
/// replication, as where the JIT places a program moves its cost more than the noise of blocks
/// does: an interval over blocks is far too narrow (Kalibera & Jones 2013).
public struct Contrast: Sendable, Hashable {
  /// One estimate a load of ln(condition ÷ reference), in load order.
  public let loadLogRatios: [Double]
  /// One estimate a load of condition − reference in nanoseconds per operation, in load order.
  public let loadDifferences: [Double]
  /// The mean over loads of the reference's median stint, in nanoseconds per operation.
  public let base: Double
  /// The relative change, 0.18 for +18 %: the primary scale.
  public let ratio: Interval
  /// The difference in nanoseconds per operation.
  public let difference: Interval
  /// The number of loads.
  public let loads: Int

  /// Estimates the contrast.
  ///
  /// - Parameters:
  ///   - loads: The pairs of each load's blocks, in the order they were run.
  ///   - confidence: In 0 ..< 1.
  /// - Throws: `StatisticsError` when there are fewer than 2 loads, a load is empty or a stint's
  ///   value is not a positive number.
  public init(loads: [[BlockPair]], confidence: Double = 0.95) throws(StatisticsError) {
    let estimates = try loads.enumerated().map { index, blocks throws(StatisticsError) in
      try LoadEstimate(blocks, load: index)
    }
    let logRatios = estimates.map(\.logRatio)
    let differences = estimates.map(\.difference)
    guard let logRatio = studentInterval(logRatios, confidence: confidence),
      let difference = studentInterval(differences, confidence: confidence)
    else { throw .tooFewLoads(loads.count) }
    loadLogRatios = logRatios
    loadDifferences = differences
    base = estimates.map(\.base).reduce(0, +) / Double(estimates.count)
    ratio = logRatio.map { expm1($0) }
    self.difference = difference
    self.loads = loads.count
  }
}

/// The estimates from the blocks of one load.
private struct LoadEstimate {
  let logRatio: Double
  let difference: Double
  let base: Double

  init(_ blocks: [BlockPair], load: Int) throws(StatisticsError) {
    for (index, block) in blocks.enumerated() {
      guard Self.isUsable(block.reference), Self.isUsable(block.condition) else {
        throw .notPositive(load: load, block: index)
      }
    }
    guard let logRatio = hodgesLehmann(blocks.map { log($0.condition / $0.reference) }),
      let difference = hodgesLehmann(blocks.map { $0.condition - $0.reference }),
      let base = median(blocks.map(\.reference))
    else { throw .emptyLoad(index: load) }
    self.logRatio = logRatio
    self.difference = difference
    self.base = base
  }
  /// Whether a stint's value has a logarithm.
  private static func isUsable(_ value: Double) -> Bool { value > 0 && value.isFinite }
}

extension Contrast {
  /// Returns the interval of ln(condition ÷ reference) at another confidence.
  ///
  /// - Parameter confidence: In 0 ..< 1.
  /// - Returns: Dimensionless; the scale on which sittings are combined.
  public func logRatio(confidence: Double) -> Interval {
    interval(of: loadLogRatios, confidence: confidence)
  }

  /// Returns the relative change, 0.18 for +18 %, with an interval at another confidence.
  ///
  /// - Parameter confidence: In 0 ..< 1.
  /// - Returns: Dimensionless, from the log scale by `expm1`.
  public func ratio(confidence: Double) -> Interval {
    logRatio(confidence: confidence).map { expm1($0) }
  }

  /// Returns the difference in nanoseconds per operation with an interval at another confidence.
  ///
  /// - Parameter confidence: In 0 ..< 1.
  /// - Returns: In nanoseconds per operation.
  public func difference(confidence: Double) -> Interval {
    interval(of: loadDifferences, confidence: confidence)
  }

  private func interval(of values: [Double], confidence: Double) -> Interval {
    guard let interval = studentInterval(values, confidence: confidence) else {
      preconditionFailure("a contrast holds at least 2 loads")
    }
    return interval
  }
}
