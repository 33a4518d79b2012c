// SPDX-License-Identifier: Apache-2.0

/// How far the cost of a program from the outside is from what the kernel counts inside.
public struct ClosureResidual: Sendable, Hashable {
  /// Whether the two agree.
  public enum Verdict: Sendable, Hashable {
    /// They differ by no more than is tolerated, and the interval is narrow enough to say so.
    case closed
    /// The interval of the difference lies beyond what is tolerated.
    case open
    /// Neither is shown.
    case unknown
  }

  /// The cost of one load of the programs, from outside and inside, in one unit.
  public struct Pair: Sendable, Hashable {
    /// From the workload's times.
    public var outside: Double
    /// By the kernel's statistics.
    public var inside: Double

    /// A load.
    public init(outside: Double, inside: Double) {
      self.outside = outside
      self.inside = inside
    }
  }

  /// (outside − inside) ÷ inside.
  public let ratio: Interval
  /// Whether they agree.
  public let verdict: Verdict

  /// Judges a difference.
  ///
  /// - Parameters:
  ///   - ratio: (outside − inside) ÷ inside.
  ///   - tolerance: A share of the inside cost, 0.05 for 5 %.
  public init(ratio: Interval, tolerance: Double = 0.05) {
    precondition(tolerance > 0, "a tolerance is above 0")
    self.ratio = ratio
    if abs(ratio.estimate) <= tolerance && ratio.halfWidth <= 2 * tolerance {
      verdict = .closed
    } else if ratio.low > tolerance || ratio.high < -tolerance {
      verdict = .open
    } else {
      verdict = .unknown
    }
  }

  /// Compares the two load by load, as the place of a load's programs and the CPU's speed move
  /// both.
  ///
  /// - Parameters:
  ///   - pairs: One for each load. The result is `nil` with fewer than 2, or where the mean inside
  ///     cost is not above 0.
  ///   - tolerance: A share of the inside cost.
  public init?(pairs: [Pair], tolerance: Double = 0.05) {
    let inside = pairs.reduce(0) { $0 + $1.inside } / Double(max(pairs.count, 1))
    guard inside > 0, let difference = studentInterval(pairs.map { $0.outside - $0.inside }) else {
      return nil
    }
    self.init(ratio: difference.map { $0 / inside }, tolerance: tolerance)
  }
}
