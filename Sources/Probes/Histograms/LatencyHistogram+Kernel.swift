// SPDX-License-Identifier: Apache-2.0

extension LatencyHistogram {
  /// The 64-bit words of a `struct histogram`: the sum, the maximum, the buckets.
  static let wordsInKernel = buckets + 2

  /// Adds up copies of `struct histogram`, such as one for each CPU, which follow one another.
  init(copies words: [UInt64]) {
    self.init()
    for start in stride(from: 0, through: words.count - Self.wordsInKernel, by: Self.wordsInKernel)
    {
      let counts = Array(words[(start + 2)..<(start + Self.wordsInKernel)])
      self = merged(
        with: LatencyHistogram(
          counts: counts, sum: words[start],
          maximum: Self.longest(known: words[start + 1], counts)))
    }
  }

  /// Two CPUs that each find a longest latency at the same time keep one of them: the highest
  /// bucket knows the other within its width.
  private static func longest(known: UInt64, _ counts: [UInt64]) -> UInt64 {
    guard let highest = counts.lastIndex(where: { $0 != 0 }) else { return known }
    return max(known, bounds(ofBucket: highest).lowerBound)
  }
}
