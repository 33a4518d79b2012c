// SPDX-License-Identifier: Apache-2.0

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
