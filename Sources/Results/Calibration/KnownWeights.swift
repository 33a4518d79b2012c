// SPDX-License-Identifier: Apache-2.0

import Statistics

/// Programs whose costs are known in proportion: straight lines of so many dependent multiplies.
public struct KnownWeights: Codable, Hashable, Sendable {
  /// The measured cost of one weight.
  public struct Point: Codable, Hashable, Sendable {
    /// Multiplies in the line.
    public var multiplies: Int
    /// The cost beyond a program without multiplies, seen from the workload, in ns for each event.
    public var outside: Interval
    /// The cost by the kernel's statistics, in ns; `nil` where they could not be had.
    public var inside: Double?

    /// Makes a point.
    public init(multiplies: Int, outside: Interval, inside: Double?) {
      self.multiplies = multiplies
      self.outside = outside
      self.inside = inside
    }
  }

  /// The cost of one weight in guest instructions.
  public struct Counted: Codable, Hashable, Sendable {
    /// The guest's kernel.
    public var kernel: String
    /// Multiplies in the line.
    public var multiplies: Int
    /// Instructions for each event that the program adds to one without any.
    public var instructions: Double

    /// Makes a count.
    public init(kernel: String, multiplies: Int, instructions: Double) {
      self.kernel = kernel
      self.multiplies = multiplies
      self.instructions = instructions
    }
  }

  /// Where the programs were attached.
  public var hook: String
  /// One for each weight, the least first.
  public var points: [Point]
  /// ns for each multiply between two neighbouring weights, the least first.
  public var slopes: [Interval]
  /// The last slope ÷ the first − 1: 0.03 is 3 %.
  public var curvature: Interval?
  /// ns for each multiply over all weights.
  public var outsideSlope: Interval?
  /// ns for each multiply by the kernel's statistics.
  public var insideSlope: Double?
  /// (outside − inside) ÷ inside of these slopes, load by load.
  public var slopeResidual: Interval?
  /// The weights in guest instructions; empty where no guest was booted.
  public var counted: [Counted]
  /// Why no guest was booted.
  public var countedReason: String?

  /// Makes the weights.
  public init(
    hook: String, points: [Point], slopes: [Interval], curvature: Interval?,
    outsideSlope: Interval?, insideSlope: Double?, slopeResidual: Interval?,
    counted: [Counted] = [], countedReason: String? = nil
  ) {
    self.hook = hook
    self.points = points
    self.slopes = slopes
    self.curvature = curvature
    self.outsideSlope = outsideSlope
    self.insideSlope = insideSlope
    self.slopeResidual = slopeResidual
    self.counted = counted
    self.countedReason = countedReason
  }
}
