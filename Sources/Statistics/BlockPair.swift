// SPDX-License-Identifier: Apache-2.0

/// The values of two conditions in one block, whose stints lie a few milliseconds apart in random
/// order: what the machine does to one it mostly does to the other.
public struct BlockPair: Sendable, Hashable {
  /// The stint under the reference (`off`, or `floor`), in nanoseconds per operation, above 0.
  public var reference: Double
  /// The stint under the condition that is weighed, in nanoseconds per operation, above 0.
  public var condition: Double

  /// Pairs two stints of one block, both in nanoseconds per operation.
  ///
  /// - Parameters:
  ///   - reference: The stint under the reference.
  ///   - condition: The stint under the condition that is weighed.
  public init(reference: Double, condition: Double) {
    self.reference = reference
    self.condition = condition
  }
}
