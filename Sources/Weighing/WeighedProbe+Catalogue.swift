// SPDX-License-Identifier: Apache-2.0

import Probes
import Workloads

extension WeighedProbe {
  /// The probes that `tare measure` weighs, in the order of its table.
  public static let all: [WeighedProbe] = [
    WeighedProbe(
      counting: Syscount(), workload: "syscall-storm", watched: [.systemCall],
      watchesEverySystemCall: true
    ) { SyscallWitness($0) },
    WeighedProbe(
      streaming: Opensnoop(), workload: "open-storm", watched: [.open, .openFailed]
    ) { OpenWitness($0) },
  ]
}
