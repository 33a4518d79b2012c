// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `offcputime` on the scale.
struct OffcputimeSubject: ProbeSubject {
  let probe = Offcputime()
  let watching = Watching([.block], on: "nap", onTheClock: "ping-pong")

  var tool: ToolKind? { .counting(OffcputimeTool.self) }

  func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    BlockedWitness(
      workload, loaded, at: workload.name == watching.workloadOnTheClock ? .token : .nap)
  }

  var counted: CountedEvents? { .switches }

  func lostElsewhere(_ loaded: LoadedProbe) throws(BPFError) -> UInt64 {
    try Offcputime.lostStacks(of: loaded)
  }
}
