// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `offcputime` on the scale.
public struct OffcputimeSubject: ProbeSubject {
  public let probe = Offcputime()
  public let watching = Watching([.block], on: "nap", onTheClock: "ping-pong")

  public func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    BlockedWitness(
      workload, loaded, at: workload.name == watching.workloadOnTheClock ? .token : .nap)
  }

  public var counted: CountedEvents? { .switches }

  public func lostElsewhere(_ loaded: LoadedProbe) throws(BPFError) -> UInt64 {
    try Offcputime.lostStacks(of: loaded)
  }
}
