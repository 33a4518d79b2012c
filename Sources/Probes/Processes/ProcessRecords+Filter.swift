// SPDX-License-Identifier: Apache-2.0

import BPF

extension ProcessRecords {
  /// Records what the processes of a filter do. The kernel tells cgroups of version 2 apart unless `perf_event` is in a
  /// hierarchy of version 1: then it records what everybody does, and who is in the cgroup is left to the caller.
  ///
  /// - Throws: `BPFError.failed` with `open`.
  /// - Returns: The records, perhaps of more processes; and whether the cgroup is still to be looked at.
  static func watching(
    _ filter: ProbeFilter
  ) throws(BPFError) -> (records: ProcessRecords, looksAtCgroup: Bool) {
    if let family = filter.family {
      return (try ProcessRecords(of: .family(family)), filter.cgroup != nil)
    }
    guard let cgroup = filter.cgroup else { return (try ProcessRecords(of: .everybody), false) }
    do throws(BPFError) { return (try ProcessRecords(of: .cgroup(cgroup)), false) } catch {
      return (try ProcessRecords(of: .everybody), true)
    }
  }
}
