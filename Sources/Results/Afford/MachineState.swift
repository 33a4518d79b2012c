// SPDX-License-Identifier: Apache-2.0

import Statistics

/// What a machine does that changes the price of an event.
public struct MachineState: Hashable, Sendable {
  /// The share of the time in which CPUs have nothing to do, in 0 ... 1.
  public var idleShare: Double
  /// The share of block requests that end on another CPU than they began on, in 0 ... 1; `nil` where none ended.
  public var crossed: Double?
  /// How much longer than expected after the same pauses counting an event takes here, in ns: what else a CPU does
  /// between two events leaves less of the programs in its caches. At least 0, which it is too where it is not known.
  public var coldness: Interval

  /// Makes a state.
  package init(
    idleShare: Double, crossed: Double? = nil,
    coldness: Interval = .zero
  ) {
    self.idleShare = idleShare
    self.crossed = crossed
    self.coldness = coldness
  }
}
