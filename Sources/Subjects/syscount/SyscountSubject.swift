// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `syscount` on the scale.
struct SyscountSubject: ProbeSubject {
  let probe = Syscount()
  let watching = Watching([.systemCall], on: "syscall-storm", everySystemCall: true)

  var tool: ToolKind? { .counting(SyscountTool.self) }

  func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    SyscallWitness(workload, loaded)
  }

  var counted: CountedEvents? { CountedEvents([CountedEvents.everyCall], callsPerEvent: 1) }
}
