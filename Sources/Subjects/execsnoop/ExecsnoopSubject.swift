// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `execsnoop` on the scale.
struct ExecsnoopSubject: ProbeSubject {
  let probe = Execsnoop()
  let watching = Watching([.exec], on: "exec-storm")

  var tool: ToolKind? { .streaming(ExecsnoopTool.self) }

  func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    ExecWitness(workload)
  }

  var counted: CountedEvents? {
    CountedEvents([.rawTracepoint("sched_process_exec")], callsPerEvent: 6)
  }
}
