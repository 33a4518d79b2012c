// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `biolatency` on the scale.
public struct BiolatencySubject: ProbeSubject {
  public let probe = Biolatency()
  public let watching = Watching([.blockRead], on: "block-read")

  public func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    BlockWitness(loaded)
  }

  public var counted: CountedEvents? { .blockRequests }

  public func readLatencies(_ loaded: LoadedProbe) throws(BPFError) -> LatencyHistogram? {
    try Biolatency.snapshot(of: loaded).reads
  }
}
