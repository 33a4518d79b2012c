// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `syscount` on the scale.
public struct SyscountSubject: ProbeSubject {
  public let probe = Syscount()
  public let watching = Watching([.systemCall], on: "syscall-storm", everySystemCall: true)

  public func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    SyscallWitness(workload, loaded)
  }

  public var counted: CountedEvents? { CountedEvents([CountedEvents.everyCall], callsPerEvent: 1) }
}
