// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords

extension ProbeFilter {
  /// The processes of a family that can live at the same time.
  private static let familyRoom: UInt32 = 16384

  /// As the kernel side reads it.
  ///
  /// - Throws: `BPFError.failed` with `open` where the cgroup is none.
  func settings() throws(BPFError) -> filter_settings {
    settings(cgroupNumber: try cgroup.map { path throws(BPFError) in try Cgroup(path).number } ?? 0)
  }

  /// The programs that keep the list of a family, beside the rung's own.
  var placements: [Rung.Placement] {
    guard family != nil else { return [] }
    return ["fork", "free"].map { .init("family_\($0)", at: .rawTracepoint("sched_process_\($0)")) }
  }

  /// Makes room for a family, before loading.
  func configure(_ object: borrowing OpenObject) throws(BPFError) {
    guard family != nil else { return }
    try object.setMaximumEntries(Self.familyRoom, ofMap: "family")
  }

  /// Names the cgroup and the first of the family, after loading.
  func prepare(_ object: borrowing LoadedObject) throws(BPFError) {
    if let family { try object.map("family").set(UInt32(1), for: family) }
    if let cgroup {
      let group = try Cgroup(cgroup)
      try group.put(into: try object.map("filter_cgroup"), at: 0)
    }
  }
}
