// SPDX-License-Identifier: Apache-2.0

/// How much the estimate of one cell differs from sitting to sitting, known from earlier sittings.
public struct Repeatability: Sendable, Hashable {
  /// The standard deviation between sittings' estimates, in their unit; on the log scale about
  /// 0.018 on the machine of MEASUREMENT.md.
  public var standardDeviation: Double
  /// How well that is known: sittings less cells.
  public var degreesOfFreedom: Double

  /// States a repeatability.
  ///
  /// - Parameters:
  ///   - standardDeviation: In the unit of the estimates, not negative.
  ///   - degreesOfFreedom: Above 0.
  public init(standardDeviation: Double, degreesOfFreedom: Double) {
    self.standardDeviation = standardDeviation
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// Pools the repeatability of several cells, each measured in several sittings.
  ///
  /// The pooled variance Σ(n − 1)s² / Σ(n − 1). It takes the cells to be equally repeatable: use
  /// the log scale, and leave out cells that are known to depend on where the JIT puts them.
  /// - Parameter cells: For each cell the estimates of its sittings; a cell with one says nothing.
  ///   The result is `nil` when no cell has two estimates or one is not finite.
  public init?(cells: [[Double]]) {
    let each = cells.filter { $0.count >= 2 }.map(Self.init(sittings:))
    guard !each.contains(nil) else { return nil }
    self.init(pooling: each)
  }

  /// Pools several repeatabilities, each by its degrees of freedom; `nil` when none is known.
  init?(pooling sources: [Repeatability?]) {
    let known = sources.compactMap { $0 }
    let freedom = known.reduce(0) { $0 + $1.degreesOfFreedom }
    guard freedom > 0 else { return nil }
    let squares = known.reduce(0) {
      $0 + $1.degreesOfFreedom * $1.standardDeviation * $1.standardDeviation
    }
    self.init(standardDeviation: (squares / freedom).squareRoot(), degreesOfFreedom: freedom)
  }

  /// Estimates it from one cell's sittings; `nil` with fewer than 2, or where one is not finite.
  init?(sittings: [Double]) {
    guard let summary = MeanAndError(sittings) else { return nil }
    self.init(
      standardDeviation: summary.standardError * Double(sittings.count).squareRoot(),
      degreesOfFreedom: summary.degreesOfFreedom)
  }
}
