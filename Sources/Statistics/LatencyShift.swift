// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How a condition moves the distribution of latencies: the contrast of each quantile.
///
/// The shift function of Doksum 1974 (Ann. Statist. 2:267), on the log scale: within a load the
/// difference of the quantiles' logarithms, across loads the mean with Student's interval. It needs
/// latencies or an HDR histogram; powers of two cannot price a probe.
public struct LatencyShift: Sendable, Hashable {
  /// The quantiles that are reported: p50, p90, p99 and p99.9.
  public static let reported: [Double] = [0.5, 0.9, 0.99, 0.999]

  /// The contrast of one quantile.
  public struct Point: Sendable, Hashable {
    /// Which quantile, in 0 ..< 1.
    public let probability: Double
    /// The relative change of the quantile, from the log scale by `expm1`.
    public let ratio: Interval
    /// The change of the quantile in nanoseconds.
    public let difference: Interval
  }

  /// The loads, each side ascending; `nil` when a latency is not a positive number.
  private let ordered: [LatencyLoad]?

  /// Prepares the contrasts of `loads`.
  ///
  /// - Parameter loads: The latencies of each load, in nanoseconds.
  public init(loads: [LatencyLoad]) {
    let sorted = loads.compactMap(Self.sorted)
    ordered = sorted.count == loads.count ? sorted : nil
  }

  /// Returns the contrast of one quantile.
  ///
  /// - Parameters:
  ///   - probability: In 0 ..< 1.
  ///   - confidence: In 0 ..< 1.
  /// - Returns: `nil` when there are fewer than 2 loads, one holds fewer than 10 / (1 −
  ///   probability) latencies under either condition (10,000 for p99.9), or one is not a positive
  ///   number.
  public func point(at probability: Double, confidence: Double = 0.95) -> Point? {
    precondition(probability >= 0 && probability < 1, "the probability is in 0 ..< 1")
    guard let ordered, ordered.allSatisfy({ Self.suffices($0, for: probability) }) else {
      return nil
    }
    let references = ordered.map { quantile(ofAscending: $0.reference, probability) }
    let conditions = ordered.map { quantile(ofAscending: $0.condition, probability) }
    let pairs = zip(references, conditions)
    guard let logRatio = studentInterval(pairs.map { log($1 / $0) }, confidence: confidence),
      let difference = studentInterval(pairs.map { $1 - $0 }, confidence: confidence)
    else { return nil }
    return Point(
      probability: probability, ratio: logRatio.map { expm1($0) }, difference: difference)
  }

  /// Returns the contrasts of several quantiles, without those that have too few latencies.
  ///
  /// - Parameters:
  ///   - probabilities: Each in 0 ..< 1; a fine grid gives the whole curve.
  ///   - confidence: In 0 ..< 1, of each point by itself.
  /// - Returns: In the order of `probabilities`.
  public func points(at probabilities: [Double] = reported, confidence: Double = 0.95) -> [Point] {
    probabilities.compactMap { point(at: $0, confidence: confidence) }
  }

  private static func sorted(_ load: LatencyLoad) -> LatencyLoad? {
    guard let reference = ascending(load.reference), reference[0] > 0,
      let condition = ascending(load.condition), condition[0] > 0
    else { return nil }
    return LatencyLoad(reference: reference, condition: condition)
  }

  /// Ten latencies above the quantile, less what 1 − 0.999 is off by.
  private static func suffices(_ load: LatencyLoad, for probability: Double) -> Bool {
    let fewest = Double(min(load.reference.count, load.condition.count))
    return fewest * (1 - probability) >= 10 - 1e-6
  }
}

/// The latencies of one load under two conditions.
public struct LatencyLoad: Sendable, Hashable {
  /// Under the reference, in nanoseconds, each above 0, in any order.
  public var reference: [Double]
  /// Under the condition that is weighed, in nanoseconds, each above 0, in any order.
  public var condition: [Double]

  /// Holds the latencies of one load, in nanoseconds.
  ///
  /// - Parameters:
  ///   - reference: Under the reference.
  ///   - condition: Under the condition that is weighed.
  public init(reference: [Double], condition: [Double]) {
    self.reference = reference
    self.condition = condition
  }
}
