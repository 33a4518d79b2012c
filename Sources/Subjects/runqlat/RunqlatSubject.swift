// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `runqlat` on the scale, by thread.
struct RunqlatSubject: ProbeSubject {
  let probe = Runqlat(by: .thread)
  let options = ["by": "thread"]
  let watching = Watching([.runQueueWait], on: "ping-pong")

  var tool: ToolKind? { .counting(RunqlatTool.self) }

  func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    RunQueueWitness(workload, loaded)
  }

  var counted: CountedEvents? { .switches }
}
