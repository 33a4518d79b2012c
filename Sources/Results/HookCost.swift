// SPDX-License-Identifier: Apache-2.0

/// What an empty program costs on one kind of hook, in guest instructions.
public struct HookCost: Codable, Hashable, Sendable {
  /// The kind of hook, for example `fentry`.
  public var hook: String
  /// What it adds to one event.
  public var instructions: Double
  /// What it adds to a system call that it does not watch.
  public var bystander: Double?
  /// Boots it was weighed in, at least 1.
  public var boots: Int
  /// The largest difference between boots; `nil` after one boot.
  public var spread: Double?

  /// Makes a hook's cost.
  public init(
    hook: String, instructions: Double, bystander: Double? = nil, boots: Int, spread: Double?
  ) {
    self.hook = hook
    self.instructions = instructions
    self.bystander = bystander
    self.boots = boots
    self.spread = spread
  }

  /// Whether the boots agree to 0.001 instruction; `nil` after one boot.
  public var agrees: Bool? { InstructionCost.agreement(ofSpread: spread) }
}
