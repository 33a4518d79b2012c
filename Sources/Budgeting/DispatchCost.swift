// SPDX-License-Identifier: Apache-2.0

/// The cost of getting to a probe's programs, which no counter of the kernel's tells.
public struct DispatchCost: Hashable, Sendable {
  /// Nanoseconds an event.
  public var nanoseconds: Double
  /// Nanoseconds an event that the kernel's statistics add to the time in the programs by reading
  /// the clock; 0 where nobody has measured it.
  public var clock: Double

  /// A cost that was measured.
  public init(nanoseconds: Double, clock: Double) {
    self.nanoseconds = nanoseconds
    self.clock = clock
  }
}
