// SPDX-License-Identifier: Apache-2.0

import BPF
import System

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
