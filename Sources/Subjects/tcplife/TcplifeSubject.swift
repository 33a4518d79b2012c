// SPDX-License-Identifier: Apache-2.0

import Probes
import Scale
import Workloads

/// `tcplife` on the scale.
struct TcplifeSubject: ProbeSubject {
  let probe = Tcplife()
  let watching = Watching([.tcpSession], on: "connection-storm")
  var tool: ToolKind? { .streaming(TcplifeTool.self) }

  func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    SessionWitness(workload)
  }
}
