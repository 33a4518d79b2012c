// SPDX-License-Identifier: Apache-2.0

/// The half-width of the interval that comparing `off` with `off` gives.
public struct NoiseFloor: Codable, Hashable, Sendable {
  /// In ns per operation.
  public var nanoseconds: Double
  /// As a fraction of the base: 0.001 is 0.1 %.
  public var ratio: Double

  /// Makes a noise floor.
  public init(nanoseconds: Double, ratio: Double) {
    self.nanoseconds = nanoseconds
    self.ratio = ratio
  }
}
