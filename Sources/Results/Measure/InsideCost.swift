// SPDX-License-Identifier: Apache-2.0

/// The cost by the kernel's own statistics, from a pass of its own with the statistics on.
public struct InsideCost: Codable, Hashable, Sendable {
  /// Time inside the empty program, per event, in ns: mostly the statistics' own clock.
  public var floorNanoseconds: Double
  /// Time inside the probe's programs, per event, in ns.
  public var probeNanoseconds: Double
  /// (outside(probe − floor) − inside(probe − floor)) ÷ outside(probe − floor): 0.03 is 3 %.
  public var residualRatio: Double

  /// Makes an inside cost.
  public init(floorNanoseconds: Double, probeNanoseconds: Double, residualRatio: Double) {
    self.floorNanoseconds = floorNanoseconds
    self.probeNanoseconds = probeNanoseconds
    self.residualRatio = residualRatio
  }
}
