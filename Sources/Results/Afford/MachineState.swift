// SPDX-License-Identifier: Apache-2.0

import Statistics

/// The activity of a machine that changes the price of an event.
public struct MachineState: Hashable, Sendable {
  /// The share of the time in which CPUs have nothing to do, in 0 ... 1.
  public var idleShare: Double
  /// The share, in 0 ... 1, of block requests that end on another CPU; `nil` where none ended.
  public var crossed: Double?
  /// How much longer counting an event takes here than it did after equal pauses elsewhere, in ns,
  /// as other work leaves less of the programs in the caches. At least 0; 0 where it is not known.
  public var coldness: Interval

  /// Makes a state.
  package init(idleShare: Double, crossed: Double? = nil, coldness: Interval = .zero) {
    self.idleShare = idleShare
    self.crossed = crossed
    self.coldness = coldness
  }
}
