// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Readings of the kernel's clocks.
package enum Clocks {
  /// Seconds of `CLOCK_MONOTONIC`.
  package static func monotonicSeconds() -> Double { Double(nanoseconds(CLOCK_MONOTONIC)) / 1e9 }

  /// CPU time of the calling thread in nanoseconds.
  package static func threadNanoseconds() -> UInt64 { nanoseconds(CLOCK_THREAD_CPUTIME_ID) }

  /// What one reading costs, in nanoseconds: the least of several batches.
  package static func cost(of clock: Int32) -> Double {
    let readings = 1000
    let batches = (0..<5).map { _ -> Double in
      let start = nanoseconds(CLOCK_MONOTONIC)
      for _ in 0..<readings { _ = nanoseconds(clock) }
      return Double(nanoseconds(CLOCK_MONOTONIC) - start) / Double(readings)
    }
    return batches.min() ?? 0
  }

  /// A reading of a clock, in nanoseconds.
  package static func nanoseconds(_ clock: Int32) -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return (UInt64(time.tv_sec) * 1_000_000_000) + UInt64(time.tv_nsec)
  }
}
