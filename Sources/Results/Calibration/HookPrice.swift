// SPDX-License-Identifier: Apache-2.0

import Statistics

/// What an empty program costs at one kind of hook on the machine that was calibrated, in ns for each event.
///
/// It is the hook's own price. What a tracepoint on system calls adds to every system call of every process,
/// watched or not, is apart from it, in `CalibrationDocument.systemCallPath`.
public struct HookPrice: Codable, Hashable, Sendable {
  /// The kind of hook, for example `raw_tracepoint`.
  public var kind: String
  /// Where the program was attached, for example `sys_enter`.
  public var target: String
  /// What it adds to one event; `nil` where it cannot be attached.
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
