// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import System
import Workloads

/// Knows the number of system calls of `syscall-storm`, with its driver's clock readings.
final class SyscallWitness: Witness {
  private let workload: WitnessedWorkload
  private let probe: LoadedProbe

  init(_ workload: WitnessedWorkload, _ probe: LoadedProbe) {
    self.workload = workload
    self.probe = probe
  }

  func findings() throws(BPFError) -> LoadFindings {
    var (findings, counts) = try LoadFindings.reading { () throws(BPFError) in
      try Syscount.processCounts(of: probe)
    }
    var seen = LoadFindings.Seen()
    if let own = counts.first(where: { $0.pid == workload.pid }) {
      seen.reported = own.count
      if own.comm != workload.comm {
        seen.wrong = own.count
        findings.note = "the process was reported as '\(String(decoding: own.comm, as: UTF8.self))'"
      }
    }
    findings.seen[.systemCall] = seen
    return findings
  }
}
