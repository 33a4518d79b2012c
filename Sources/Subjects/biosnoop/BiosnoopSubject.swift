// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `biosnoop` on the scale.
struct BiosnoopSubject: ProbeSubject {
  let probe = Biosnoop()
  let watching = Watching([.blockRead], on: "block-read")

  var tool: ToolKind? { .streaming(BiosnoopTool.self) }

  func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    BlockEventWitness(workload)
  }

  var counted: CountedEvents? { .blockRequests }
}
