// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `execsnoop` on the scale.
public struct ExecsnoopSubject: ProbeSubject {
  public let probe = Execsnoop()
  public let watching = Watching([.exec], on: "exec-storm")

  public func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    ExecWitness(workload)
  }

  public var counted: CountedEvents? {
    CountedEvents([.rawTracepoint("sched_process_exec")], callsPerEvent: 6)
  }
}
