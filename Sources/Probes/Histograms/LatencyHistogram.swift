// SPDX-License-Identifier: Apache-2.0

import CProbeRecords

/// Latencies in nanoseconds, counted in buckets: 16 of equal width in each power of two, below 32
/// ns one a nanosecond.
public struct LatencyHistogram: Sendable, Hashable {
  /// The number of buckets: they hold every 64-bit number.
  public static let buckets = Int(HISTOGRAM_BUCKETS)

  /// How many latencies fell into each bucket; always `buckets` numbers.
  public let counts: [UInt64]
  /// The sum of all latencies, in nanoseconds.
  public let sum: UInt64
  /// The longest latency, in nanoseconds; 0 where there is none.
  public let maximum: UInt64

  /// A histogram from its parts.
  ///
  /// - Precondition: `counts` holds `buckets` numbers.
  public init(counts: [UInt64], sum: UInt64, maximum: UInt64) {
    precondition(counts.count == Self.buckets, "a histogram of another shape")
    self.counts = counts
    self.sum = sum
    self.maximum = maximum
  }

  /// No latencies.
  public init() {
    self.init(counts: [UInt64](repeating: 0, count: Self.buckets), sum: 0, maximum: 0)
  }

  /// How many latencies there are.
  public var count: UInt64 { counts.reduce(0, &+) }

  /// How many took so many nanoseconds or more, to the width of a bucket.
  public func count(from latency: UInt64) -> UInt64 {
    counts[Self.bucket(of: latency)...].reduce(0, &+)
  }

  /// The mean in nanoseconds, or `nil` where there are no latencies.
  public var mean: Double? {
    let count = count
    return count == 0 ? nil : Double(sum) / Double(count)
  }

  /// The bucket of a latency in nanoseconds, in `0 ..< buckets`, as the kernel side finds it.
  public static func bucket(of latency: UInt64) -> Int {
    Int(histogram_bucket(latency))
  }

  /// The latencies in nanoseconds that fall into a bucket.
  public static func bounds(ofBucket bucket: Int) -> ClosedRange<UInt64> {
    let split = Int(HISTOGRAM_SPLIT_BITS)
    let shift = max(0, (bucket >> split) - 1)
    let first = UInt64(bucket - (shift << split)) << UInt64(shift)
    return first...(first + ((1 << UInt64(shift)) - 1))
  }

  /// The percentile of a share, by the nearest rank, in nanoseconds.
  ///
  /// The middle of the rank's bucket: within 3.2 % of the truth, exact below 32 ns and for the
  /// largest.
  /// - Parameter share: In 0 ... 1, for example 0.999.
  /// - Returns: `nil` where there are no latencies.
  public func percentile(_ share: Double) -> UInt64? {
    let count = count
    guard count > 0 else { return nil }
    let exact = (share * Double(count)).rounded(.up)
    // A count that a Double rounds up to 2^64 is beyond what a UInt64 holds.
    guard exact < Double(count), exact < 0x1p64 else { return maximum }
    let rank = max(1, UInt64(exact))
    if rank >= count { return maximum }
    var seen: UInt64 = 0
    for (bucket, number) in counts.enumerated() {
      seen &+= number
      guard seen >= rank else { continue }
      let bounds = Self.bounds(ofBucket: bucket)
      return min(maximum, bounds.lowerBound + (bounds.upperBound - bounds.lowerBound) / 2)
    }
    return maximum
  }

  /// The latencies since an earlier state of this histogram.
  ///
  /// The longest of only the added latencies is known where it is the longest of all; else it is
  /// the upper bound of the highest bucket that grew.
  public func since(_ earlier: LatencyHistogram) -> LatencyHistogram {
    let added = zip(counts, earlier.counts).map { $0 &- $1 }
    var longest: UInt64 = 0
    if maximum > earlier.maximum {
      longest = maximum
    } else if let highest = added.lastIndex(where: { $0 != 0 }) {
      longest = min(maximum, Self.bounds(ofBucket: highest).upperBound)
    }
    return LatencyHistogram(counts: added, sum: sum &- earlier.sum, maximum: longest)
  }

  /// Both histograms as one.
  public func merged(with other: LatencyHistogram) -> LatencyHistogram {
    LatencyHistogram(
      counts: zip(counts, other.counts).map { $0 &+ $1 }, sum: sum &+ other.sum,
      maximum: max(maximum, other.maximum))
  }
}
