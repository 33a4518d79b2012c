// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Workloads

/// Knows how many system calls `syscall-storm` makes, its driver's clock readings included.
final class SyscallWitness: Witness {
  private let workload: WitnessedWorkload

  init(_ workload: WitnessedWorkload) { self.workload = workload }

  func take(_ record: RawSpan) {}

  func findings(_ probe: LoadedProbe) throws(BPFError) -> LoadFindings {
    var findings = LoadFindings()
    let start = Clocks.threadNanoseconds()
    let counts = try Syscount.processCounts(of: probe)
    findings.readerNanoseconds = Clocks.threadNanoseconds() - start
    var seen = LoadFindings.Seen()
    if let own = counts.first(where: { $0.pid == workload.pid }) {
      seen.reported = own.count
      if own.comm != Array(workload.executable.utf8.prefix(15)) {
        seen.wrong = own.count
        findings.note = "the process was reported as '\(String(decoding: own.comm, as: UTF8.self))'"
      }
    }
    findings.seen[.systemCall] = seen
    findings.dropped = try probe.drops()
    return findings
  }
}
