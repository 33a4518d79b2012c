// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import System
import Workloads

/// Knows how many system calls `syscall-storm` makes, its driver's clock readings included.
final class SyscallWitness: Witness {
  private let workload: WitnessedWorkload
  private let probe: LoadedProbe

  init(_ workload: WitnessedWorkload, _ probe: LoadedProbe) {
    self.workload = workload
    self.probe = probe
  }

  func findings() throws(BPFError) -> LoadFindings {
    var findings = LoadFindings()
    let start = Clocks.threadNanoseconds()
    let counts = try Syscount.processCounts(of: probe)
    findings.readerNanoseconds = Clocks.threadNanoseconds() - start
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
