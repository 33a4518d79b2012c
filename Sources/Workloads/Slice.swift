// SPDX-License-Identifier: Apache-2.0

/// Operations timed together, and the events that they caused.
public struct Slice: Hashable, Codable, Sendable {
  /// The CPU time of the operating thread, and of reaped children where a workload has them.
  public var cpuNanoseconds: UInt64
  /// Whether no CPU time was counted. Where a hypervisor took the CPU away, the kernel subtracts
  /// the stolen time from a thread's, at times so late that a slice of 0.1 ms loses all.
  public var isWithoutCPUTime: Bool { cpuNanoseconds == 0 }
  /// The time on the wall, `CLOCK_MONOTONIC`.
  public var wallNanoseconds: UInt64
  /// Ticks of the CPU's own counter (TSC), which counts instructions in an `-icount` guest; `nil`
  /// where it cannot be read.
  public var ticks: UInt64?
  /// What was caused between the two readings of the clocks.
  public var events: EventCounts

  /// A slice that took so long and caused these events.
  public init(
    cpuNanoseconds: UInt64, wallNanoseconds: UInt64, ticks: UInt64? = nil, events: EventCounts
  ) {
    self.cpuNanoseconds = cpuNanoseconds
    self.wallNanoseconds = wallNanoseconds
    self.ticks = ticks
    self.events = events
  }
}
