// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords

extension ProbeFilter {
  /// The processes of a family that can live at the same time.
  private static let familyRoom: UInt32 = 16384

  /// The filter as the kernel side reads it.
  ///
  /// - Throws: `BPFError.failed` with `open` where the cgroup is none, with `find` where a process
  ///   is none.
  func settings() throws(BPFError) -> filter_settings {
    let namespace = try countingNamespace()
    return settings(
      cgroupNumber: try cgroup.map { path throws(BPFError) in try Cgroup(path).number } ?? 0,
      MachineNumbers(pid: try onMachine(pid), tid: try onMachine(tid)), in: namespace)
  }

  /// The PID namespace whose numbers count.
  ///
  /// - Throws: `BPFError.failed` with `read` where it is this process's own and `/proc` does not
  ///   tell.
  func countingNamespace() throws(BPFError) -> PIDNamespace {
    if let namespace { namespace } else { try PIDNamespace.own() }
  }

  /// How the machine numbers a thread of the namespace.
  ///
  /// - Throws: `BPFError.failed` with `find` where there is no such thread.
  func onMachine(_ number: UInt32?) throws(BPFError) -> UInt32? {
    guard let number else { return nil }
    return try countingNamespace().onMachine(number)
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
    if let family = try onMachine(family) { try object.map("family").set(UInt32(1), for: family) }
    if let cgroup {
      let group = try Cgroup(cgroup)
      try group.put(into: try object.map("filter_cgroup"), at: 0)
    }
  }
}
