// SPDX-License-Identifier: Apache-2.0

import BPF

extension ProcessRecords {
  /// Records what the processes of a filter do, and others: `RecordedProcesses` tells them apart.
  ///
  /// The kernel tells cgroups of version 2 apart, but not where `perf_event` is in a hierarchy of
  /// version 1: then all processes are recorded.
  ///
  /// - Throws: `BPFError.failed` with `open`: without CAP_PERFMON.
  static func watching(_ filter: ProbeFilter) throws(BPFError) -> ProcessRecords {
    guard filter.family == nil, let cgroup = filter.cgroup else { return try ProcessRecords() }
    do throws(BPFError) { return try ProcessRecords(ofCgroup: cgroup) } catch {
      return try ProcessRecords()
    }
  }
}
