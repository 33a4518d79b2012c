// SPDX-License-Identifier: Apache-2.0

import Lines

extension LineBuffer {
  /// Adds a histogram's members to an object: its figures in nanoseconds, and the buckets that are
  /// not empty, each with its inclusive ends.
  public mutating func members(of histogram: LatencyHistogram) {
    member("count", histogram.count)
    member("sum_ns", histogram.sum)
    member("max_ns", histogram.maximum)
    member("p50_ns", histogram.percentile(0.5) ?? 0)
    member("p90_ns", histogram.percentile(0.9) ?? 0)
    member("p99_ns", histogram.percentile(0.99) ?? 0)
    member("p99_9_ns", histogram.percentile(0.999) ?? 0)
    key("buckets")
    append(UInt8(ascii: "["))
    var isFirst = true
    for (bucket, count) in histogram.counts.enumerated() where count > 0 {
      let bounds = LatencyHistogram.bounds(ofBucket: bucket)
      if !isFirst { append(UInt8(ascii: ",")) }
      isFirst = false
      beginObject()
      member("from_ns", bounds.lowerBound)
      member("to_ns", bounds.upperBound)
      member("count", count)
      append(UInt8(ascii: "}"))
    }
    append(UInt8(ascii: "]"))
  }
}
