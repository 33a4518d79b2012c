// SPDX-License-Identifier: Apache-2.0

import Statistics

/// The cost of an empty program at one kind of hook on the calibrated machine, in ns an event.
///
/// `CalibrationDocument.systemCallPath`, which all system calls pay, is no part of it.
public struct HookPrice: Codable, Hashable, Sendable {
  /// The kind of hook, for example `raw_tracepoint`.
  public var kind: String
  /// Where the program was attached, for example `sys_enter`.
  public var target: String
  /// The cost to one event; `nil` where the program cannot be attached.
  public var nanoseconds: Interval?
  /// Why there is no price: the kernel's own words where it has any.
  public var reason: String?
  /// Loads that the price rests on.
  public var loads: Int

  /// Makes a price.
  public init(
    kind: String, target: String, nanoseconds: Interval?, reason: String? = nil, loads: Int
  ) {
    self.kind = kind
    self.target = target
    self.nanoseconds = nanoseconds
    self.reason = reason
    self.loads = loads
  }
}
