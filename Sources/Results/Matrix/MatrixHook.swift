// SPDX-License-Identifier: Apache-2.0

/// The cost of an empty program on one kind of hook, in guest instructions.
public struct MatrixHook: Hashable, Sendable {
  /// The kind of hook, for example `fentry`.
  public var hook: String
  /// The cost to one event; `nil` where the program cannot be attached or was not weighed.
  public var instructions: Double?
  /// Why there is no cost; the kernel's own words where it has any.
  public var reason: String?
  /// The cost to a system call that the program does not watch.
  public var bystander: Double?
  /// Boots it was weighed in; 0 where it could not be.
  public var boots: Int
  /// The largest difference between boots; `nil` after less than two.
  public var spread: Double?

  /// Makes a hook's cost.
  public init(
    hook: String, instructions: Double? = nil, reason: String? = nil, bystander: Double? = nil,
    boots: Int = 0, spread: Double? = nil
  ) {
    self.hook = hook
    self.instructions = instructions
    self.reason = reason
    self.bystander = bystander
    self.boots = boots
    self.spread = spread
  }

  /// Whether the boots agree to 0.001 instruction; `nil` after less than two.
  public var agrees: Bool? { InstructionCost.agreement(ofSpread: spread) }
}

extension MatrixHook: Codable {
  private enum Key: String, CodingKey {
    case hook, instructions, reason, bystander, boots, spread, agrees
  }

  /// Reads a hook's cost; whether the boots agree follows from the spread.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(
      hook: try container.decode(String.self, forKey: .hook),
      instructions: try container.decodeIfPresent(Double.self, forKey: .instructions),
      reason: try container.decodeIfPresent(String.self, forKey: .reason),
      bystander: try container.decodeIfPresent(Double.self, forKey: .bystander),
      boots: try container.decode(Int.self, forKey: .boots),
      spread: try container.decodeIfPresent(Double.self, forKey: .spread))
  }

  /// Writes the cost, and whether its boots agree.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(hook, forKey: .hook)
    try container.encodeIfPresent(instructions, forKey: .instructions)
    try container.encodeIfPresent(reason, forKey: .reason)
    try container.encodeIfPresent(bystander, forKey: .bystander)
    try container.encode(boots, forKey: .boots)
    try container.encodeIfPresent(spread, forKey: .spread)
    try container.encodeIfPresent(agrees, forKey: .agrees)
  }
}
