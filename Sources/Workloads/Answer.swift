// SPDX-License-Identifier: Apache-2.0

/// What a workload answered, to be believed only after a look.
struct Answer {
  let number: UInt32
  let slices: [Slice]

  /// Why this cannot be the answer to command `expected` that took `elapsed`; `nil` where it can.
  func fault(expected: UInt32, elapsed: Duration) -> String? {
    guard number == expected else { return "it answers command \(number) instead of \(expected)" }
    for (index, slice) in slices.enumerated() {
      if let fault = Self.fault(of: slice) { return "slice \(index) \(fault)" }
    }
    guard slices.isEmpty || slices.contains(where: { !$0.isWithoutCPUTime }) else {
      return "no slice took CPU time"
    }
    let wall = slices.reduce(0.0) { $0 + Double($1.wallNanoseconds) }
    let limit = elapsed / .nanoseconds(1)
    guard wall <= limit else {
      return "its slices took \(UInt64(wall)) ns of a command that took \(UInt64(limit)) ns"
    }
    return nil
  }

  private static func fault(of slice: Slice) -> String? {
    if slice.wallNanoseconds == 0 { return "took no time" }
    // Children of a workload may run on other CPUs, but never for an hour.
    if slice.cpuNanoseconds > 3_600_000_000_000 {
      return "took \(slice.cpuNanoseconds) ns of CPU time"
    }
    return nil
  }
}
