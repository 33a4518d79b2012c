// SPDX-License-Identifier: Apache-2.0

@testable import Probes
import Testing

@Suite struct LatencyHistogramTests {
  private static func histogram(of latencies: [UInt64]) -> LatencyHistogram {
    var counts = [UInt64](repeating: 0, count: LatencyHistogram.buckets)
    for latency in latencies { counts[LatencyHistogram.bucket(of: latency)] += 1 }
    return LatencyHistogram(
      counts: counts, sum: latencies.reduce(0, &+), maximum: latencies.max() ?? 0)
  }

  /// By the definition, in floating point and by search: 16 buckets of equal width in [2^e,
  /// 2^(e+1)).
  private static func bucketByDefinition(_ latency: UInt64) -> Int {
    if latency < 16 { return Int(latency) }
    var exponent = 4
    while exponent < 63, latency >= 1 << UInt64(exponent + 1) { exponent += 1 }
    let within = latency - (1 << UInt64(exponent))
    return (exponent - 3) * 16 + Int(within / (1 << UInt64(exponent - 4)))
  }

  @Test func `the kernel's arithmetic finds the bucket of the definition`() {
    for latency in UInt64(0)..<100_000 {
      #expect(LatencyHistogram.bucket(of: latency) == Self.bucketByDefinition(latency))
    }
    for exponent in UInt64(5)..<64 {
      for sixteenth in UInt64(0)..<16 {
        let first = (1 << exponent) + sixteenth << (exponent - 4)
        for latency in [first - 1, first, first + 1] {
          #expect(LatencyHistogram.bucket(of: latency) == Self.bucketByDefinition(latency))
        }
      }
    }
    #expect(LatencyHistogram.bucket(of: .max) == LatencyHistogram.buckets - 1)
  }

  @Test func `the bounds of all buckets cover every number once`() {
    var next: UInt64 = 0
    for bucket in 0..<LatencyHistogram.buckets {
      let bounds = LatencyHistogram.bounds(ofBucket: bucket)
      #expect(bounds.lowerBound == next)
      #expect(LatencyHistogram.bucket(of: bounds.lowerBound) == bucket)
      #expect(LatencyHistogram.bucket(of: bounds.upperBound) == bucket)
      next = bounds.upperBound &+ 1
    }
    #expect(next == 0)
  }

  @Test func `a bucket is at most a sixteenth of its numbers wide`() {
    for bucket in 32..<LatencyHistogram.buckets {
      let bounds = LatencyHistogram.bounds(ofBucket: bucket)
      #expect((bounds.upperBound - bounds.lowerBound + 1) <= bounds.lowerBound / 16)
    }
  }

  @Test(arguments: [0, 0.001, 0.5, 0.9, 0.99, 0.999, 1])
  func `a percentile is within 3.2 % of the truth`(share: Double) throws {
    // 10,000 latencies from 20 µs to 2 s, evenly on a logarithmic scale.
    var latencies: [UInt64] = []
    var latency = 20_000.0
    for _ in 0..<10_000 {
      latencies.append(UInt64(latency))
      latency *= 1.00115
    }
    let histogram = Self.histogram(of: latencies.shuffled())
    let rank = max(1, Int((share * 10_000).rounded(.up)))
    let truth = Double(latencies[rank - 1])
    let found = Double(try #require(histogram.percentile(share)))
    #expect(abs(found / truth - 1) < 0.032)
    if share == 1 { #expect(found == truth) }
  }

  @Test func `count, mean and maximum are exact`() {
    let histogram = Self.histogram(of: [1, 100, 10_000, 1_000_000, 1_000_000])
    #expect(histogram.count == 5)
    #expect(histogram.mean == 402_020.2)
    #expect(histogram.maximum == 1_000_000)
  }

  @Test func `without latencies there is no mean and no percentile`() {
    #expect(LatencyHistogram().mean == nil)
    #expect(LatencyHistogram().percentile(0.5) == nil)
    #expect(LatencyHistogram().count == 0)
  }

  @Test func `one latency is every percentile`() {
    let histogram = Self.histogram(of: [123_456_789])
    for share in [0, 0.5, 1] { #expect(histogram.percentile(share) == 123_456_789) }
  }

  @Test func `what came since is the later less the earlier`() {
    let early: [UInt64] = [5_000_000, 70, 900]
    let late: [UInt64] = [80, 1_000]
    let since = Self.histogram(of: early + late).since(Self.histogram(of: early))
    #expect(since.counts == Self.histogram(of: late).counts)
    #expect(since.sum == 1_080)
    // The longest since is not known exactly, as a longer one came before: its bucket's end is.
    #expect(
      since.maximum
        == LatencyHistogram.bounds(ofBucket: LatencyHistogram.bucket(of: 1_000)).upperBound)
  }

  @Test func `a new longest latency is known exactly`() {
    let since = Self.histogram(of: [10, 2_000]).since(Self.histogram(of: [10]))
    #expect(since.maximum == 2_000)
    let nothing = Self.histogram(of: [10]).since(Self.histogram(of: [10]))
    #expect(nothing == LatencyHistogram())
  }

  @Test func `merging adds up and keeps the longest`() {
    let merged = Self.histogram(of: [1, 2]).merged(with: Self.histogram(of: [2, 300]))
    #expect(merged == Self.histogram(of: [1, 2, 2, 300]))
  }

  @Test func `the CPUs' histograms are added up, their maximum is not`() {
    let size = LatencyHistogram.buckets + 2
    var words = [UInt64](repeating: 0, count: 2 * size)
    (words[0], words[1], words[2 + 7]) = (7, 7, 1)
    (words[size], words[size + 1], words[size + 2 + 5]) = (10, 5, 2)
    #expect(LatencyHistogram(copies: words) == Self.histogram(of: [7, 5, 5]))
  }

  @Test func `reads that took as long or longer are told from quicker ones`() {
    var counts = [UInt64](repeating: 0, count: LatencyHistogram.buckets)
    counts[LatencyHistogram.bucket(of: 200_000)] = 3
    counts[LatencyHistogram.bucket(of: 20_000_000)] = 20
    let histogram = LatencyHistogram(counts: counts, sum: 0, maximum: 20_100_000)
    #expect(histogram.count(from: 19_000_000) == 20)
    #expect(histogram.count(from: 100_000) == 23)
    #expect(histogram.count(from: 40_000_000) == 0)
  }
}
