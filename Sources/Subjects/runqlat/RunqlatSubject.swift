// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `runqlat` on the scale, by thread.
public struct RunqlatSubject: ProbeSubject {
  public let probe = Runqlat(by: .thread)
  public let options = ["by": "thread"]
  public let watching = Watching([.runQueueWait], on: "ping-pong")

  public func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    RunQueueWitness(workload, loaded)
  }

  public var counted: CountedEvents? { .switches }
}
