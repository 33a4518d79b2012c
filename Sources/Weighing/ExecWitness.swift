// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Workloads

/// Knows each program that `exec-storm` executes: which one, with which arguments, by whom.
final class ExecWitness: Witness {
  private let workload: WitnessedWorkload
  private var findings = LoadFindings()

  init(_ workload: WitnessedWorkload) { self.workload = workload }

  func take(_ record: RawSpan) {
    guard let event = Execsnoop.event(from: record) else {
      findings.note = "a record could not be decoded"
      findings.seen[.exec, default: .init()].wrong += 1
      return
    }
    guard event.ppid == workload.pid else { return }
    findings.seen[.exec, default: .init()].reported += 1
    let target = Array(workload.subject.utf8)
    let name = target.split(separator: UInt8(ascii: "/")).last.map { Array($0.prefix(15)) } ?? []
    let isRight =
      event.filename == target && event.comm == name && event.uid == getuid()
      && event.result == 0 && !event.isCut && !event.isUnreadable
      && event.arguments == Workload.execArguments.map { Array($0.utf8) }
    if !isRight {
      findings.seen[.exec, default: .init()].wrong += 1
      findings.note = findings.note ?? "an exec was reported as \(event)"
    }
  }

  func findings(_ probe: LoadedProbe) throws(BPFError) -> LoadFindings {
    findings.dropped = try probe.drops()
    return findings
  }
}
