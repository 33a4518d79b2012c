// SPDX-License-Identifier: Apache-2.0

import BPF
import System

/// The idle and total time of all CPUs, as `/proc/stat` counts it.
package struct CPUTimes {
  private let idle: UInt64
  private let all: UInt64

  /// Reads the time since the machine started.
  package static func read() -> CPUTimes {
    let line = ProcFiles.line(of: "/proc/stat", beginning: "cpu ")
    // cpu user nice system idle iowait irq softirq steal, and guest time, which is part of user
    let fields = (line?.split(separator: " ") ?? []).dropFirst().prefix(8).map { UInt64($0) ?? 0 }
    guard fields.count == 8 else { return CPUTimes(idle: 0, all: 0) }
    return CPUTimes(idle: fields[3] + fields[4], all: fields.reduce(0, +))
  }

  /// The idle share of the time since an earlier reading, in 0 ... 1; 1 where no time passed.
  package func idleShare(since before: CPUTimes) -> Double {
    guard all > before.all, idle >= before.idle else { return 1 }
    return min(1, Double(idle - before.idle) / Double(all - before.all))
  }
}

/// Time that the hypervisor took from a CPU, as `/proc/stat` counts it.
package enum StolenTime {
  /// Stolen ticks of a CPU since the machine started; 0 where the kernel does not count them.
  package static func ticks(ofCPU cpu: Int) -> UInt64 {
    let prefix = "cpu\(cpu) "
    let line = ProcFiles.line(of: "/proc/stat", beginning: prefix)
    // cpuN user nice system idle iowait irq softirq steal …
    let fields = line?.split(separator: " ") ?? []
    return fields.count > 8 ? UInt64(fields[8]) ?? 0 : 0
  }
}
