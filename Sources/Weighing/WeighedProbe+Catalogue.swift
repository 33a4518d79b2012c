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
    WeighedProbe(
      streaming: Execsnoop(), workload: "exec-storm", watched: [.exec]
    ) { ExecWitness($0) },
    WeighedProbe(
      counting: Biolatency(), workload: "block-read", watched: [.blockRead]
    ) { _ in BlockWitness() },
    WeighedProbe(
      streaming: Ext4slower(threshold: .zero), options: ["min": "0 ms"], workload: "fsync-append",
      watched: [.fileRead, .fileWrite, .fileSync]
    ) { FileWitness($0) },
    WeighedProbe(
      streaming: Biosnoop(), workload: "block-read", watched: [.blockRead]
    ) { BlockEventWitness($0) },
    WeighedProbe(
      counting: Runqlat(by: .thread), options: ["by": "thread"], workload: "ping-pong",
      watched: [.runQueueWait]
    ) { RunQueueWitness($0) },
    WeighedProbe(
      counting: Offcputime(), workload: "nap", watched: [.block]
    ) { BlockedWitness($0) },
  ]
}
