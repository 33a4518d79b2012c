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

  /// (outside − inside) ÷ inside.
  public let ratio: Interval
  /// Whether they agree.
  public let verdict: Verdict

  /// Compares the two.
  ///
  /// - Parameters:
  ///   - outside: From the workload's times.
  ///   - inside: By the kernel's statistics, in the same unit, above 0.
  ///   - tolerance: A share of the inside cost, 0.05 for 5 %.
  public init(outside: Interval, inside: Double, tolerance: Double = 0.05) {
    precondition(inside > 0 && tolerance > 0, "a cost and a tolerance are above 0")
    ratio = outside.map { ($0 - inside) / inside }
    if abs(ratio.estimate) <= tolerance && ratio.halfWidth <= 2 * tolerance {
      verdict = .closed
    } else if ratio.low > tolerance || ratio.high < -tolerance {
      verdict = .open
    } else {
      verdict = .unknown
    }
  }
}
