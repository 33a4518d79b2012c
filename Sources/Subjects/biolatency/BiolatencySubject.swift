// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `biolatency` on the scale.
struct BiolatencySubject: ProbeSubject {
  let probe = Biolatency()
  let watching = Watching([.blockRead], on: "block-read")

  var tool: ToolKind? { .counting(BiolatencyTool.self) }

  func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    BlockWitness(loaded)
  }

  var counted: CountedEvents? { .blockRequests }

  func readLatencies(_ loaded: LoadedProbe) throws(BPFError) -> LatencyHistogram? {
    try Biolatency.snapshot(of: loaded).reads
  }
}
