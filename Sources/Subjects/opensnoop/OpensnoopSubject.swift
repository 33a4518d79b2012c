// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `opensnoop` on the scale.
struct OpensnoopSubject: ProbeSubject {
  let probe = Opensnoop()
  let watching = Watching([.open, .openFailed], on: "open-storm")

  var tool: ToolKind? { .streaming(OpensnoopTool.self) }

  func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    OpenWitness(workload)
  }

  /// The hooks of an open, with the call of the open and of the close after it.
  var counted: CountedEvents? {
    CountedEvents(
      ["sys_exit_open", "sys_exit_openat", "sys_exit_openat2"].map {
        .tracepoint(category: "syscalls", event: $0)
      }, callsPerEvent: 2)
  }

  var rareFiles: RareFileUses? {
    RareFileUses(
      expected: [("creat", 1), ("open_by_handle_at", 1), ("io_uring", 1)], report: Self.rareUse)
  }

  private static func rareUse(_ record: RawSpan) -> RareFileUses.Report? {
    // Most records are of the workload, which eight bytes of the name tell.
    guard record.uint64(at: Opensnoop.Offset.comm) == 0x656c_6966_2d64_646f,
      let event = Opensnoop.event(from: record), event.comm == RareFileUses.comm
    else { return nil }
    if event.isByHandle { return (event.pid, "open_by_handle_at") }
    switch event.path.map({ String(decoding: $0, as: UTF8.self) }) {
    case "odd-creat": return (event.pid, "creat")
    case "odd-ring": return (event.pid, "io_uring")
    default: return (event.pid, nil)
    }
  }
}
