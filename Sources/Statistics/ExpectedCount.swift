// SPDX-License-Identifier: Apache-2.0

/// The range of successes to expect when each trial succeeds with a known probability: two standard
/// deviations of the binomial distribution around the mean. A right scale leaves it once in 20.
///
/// Of 200 trials at 5 % (false alarms) it is 4 ... 16, at 95 % (intervals) 184 ... 196.
public struct ExpectedCount: Sendable, Hashable {
  /// The fewest successes that are expected.
  public let low: Int
  /// The most successes that are expected.
  public let high: Int

  /// Works the bounds out.
  ///
  /// - Parameters:
  ///   - trials: 0 or more.
  ///   - probability: Of one success, in 0 ... 1.
  public init(of trials: Int, probability: Double) {
    precondition(trials >= 0 && (0...1).contains(probability), "a number, and a probability")
    let mean = Double(trials) * probability
    let deviation = (mean * (1 - probability)).squareRoot()
    low = max(0, Int((mean - 2 * deviation).rounded(.up)))
    high = min(trials, Int((mean + 2 * deviation).rounded(.down)))
  }

  /// Whether so many are expected.
  public func contains(_ successes: Int) -> Bool { low <= successes && successes <= high }
}
