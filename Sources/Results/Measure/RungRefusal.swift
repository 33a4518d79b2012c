// SPDX-License-Identifier: Apache-2.0

/// A better rung that the kernel refused.
public struct RungRefusal: Codable, Hashable, Sendable {
  /// The rung's name.
  public var rung: String
  /// The kernel's reason: the errno and the last lines of the verifier log.
  public var reason: String

  /// Makes a refusal.
  public init(rung: String, reason: String) {
    self.rung = rung
    self.reason = reason
  }
}
