// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `biosnoop` on the scale.
public struct BiosnoopSubject: ProbeSubject {
  public let probe = Biosnoop()
  public let watching = Watching([.blockRead], on: "block-read")

  public func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    BlockEventWitness(workload)
  }

  public var counted: CountedEvents? { .blockRequests }
}
