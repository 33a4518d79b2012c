// SPDX-License-Identifier: Apache-2.0

import Statistics

/// The cost of the user-side half of a probe.
public struct ReaderCost: Codable, Hashable, Sendable {
  /// CPU time of the reader for one event, in ns; `nil` where no interval could be made.
  public var cpuNanosecondsPerEvent: Interval?
  /// CPU time of the reader over the cell, in seconds.
  public var totalCPUSeconds: Double

  /// Makes a reader's cost.
  public init(cpuNanosecondsPerEvent: Interval?, totalCPUSeconds: Double) {
    self.cpuNanosecondsPerEvent = cpuNanosecondsPerEvent
    self.totalCPUSeconds = totalCPUSeconds
  }
}
