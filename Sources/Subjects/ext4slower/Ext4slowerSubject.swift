// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `ext4slower` on the scale, reporting operations of any length.
struct Ext4slowerSubject: ProbeSubject {
  let probe = Ext4slower(threshold: .zero)
  let options = ["min": "0 ms"]
  let watching = Watching(
    [.fileRead, .fileWrite, .fileSync], on: "fsync-append", inGuests: "file-read")

  var tool: ToolKind? { .streaming(Ext4slowerTool.self) }

  func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    FileWitness(workload)
  }

  var rareFiles: RareFileUses? {
    RareFileUses(
      expected: [
        ("creat and open_by_handle_at", 2), ("O_SYNC", 1), ("msync", 1), ("copy_file_range", 1),
        ("overlay", 2),
      ], report: Self.rareUse)
  }

  private static func rareUse(_ record: RawSpan) -> RareFileUses.Report? {
    guard let event = Ext4slower.event(from: record), event.comm == RareFileUses.comm
    else { return nil }
    let name = event.name.map { String(decoding: $0, as: UTF8.self) }
    switch (event.operation, name) {
    case (.open, "odd-creat"): return (event.pid, "creat and open_by_handle_at")
    case (.fsync, "odd-synchronous"): return (event.pid, "O_SYNC")
    case (.fsync, "odd-mapped"): return (event.pid, "msync")
    case (.write, "odd-overlay"), (.fsync, "odd-overlay"): return (event.pid, "overlay")
    case (.write, "odd-copy"): return (event.pid, "copy_file_range")
    default: return (event.pid, nil)
    }
  }
}
