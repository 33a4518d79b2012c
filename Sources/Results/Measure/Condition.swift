// SPDX-License-Identifier: Apache-2.0

import Statistics

/// The programs attached while operations ran, by name: `off again`, or a rung's name.
public struct Condition: Hashable, Sendable {
  /// The name in documents and in print.
  public let name: String

  /// The condition of that name.
  public init(_ name: String) { self.name = name }

  /// Nothing.
  public static let off = Condition("off")
  /// Nothing, a second time: compared with `off` it gives the noise floor.
  public static let offAgain = Condition("off again")
  /// A program on an event that does not fire.
  public static let never = Condition("never")
  /// An empty program on the probe's hooks.
  public static let floor = Condition("floor")
  /// The probe, on the rung of the cell.
  public static let probe = Condition("probe")
}

extension Condition: Codable {
  /// Reads the name.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

/// The cost of a condition, compared with `off` in the same blocks.
public struct ConditionCost: Codable, Hashable, Sendable {
  /// The condition that is compared with `off`.
  public var condition: Condition
  /// The cost to one operation, in ns, from the medians of stints: the cost as experienced.
  public var nanoseconds: Interval
  /// The cost as a fraction of the base: 0.18 is 18 %. The primary scale, from log ratios.
  public var ratio: Interval
  /// The cost to one operation, in ns, from the low end of stints: the cost when all is quiet.
  public var quietNanoseconds: Interval

  /// Makes a cost.
  public init(
    condition: Condition, nanoseconds: Interval, ratio: Interval, quietNanoseconds: Interval
  ) {
    self.condition = condition
    self.nanoseconds = nanoseconds
    self.ratio = ratio
    self.quietNanoseconds = quietNanoseconds
  }
}
