// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Scale
import Workloads

/// Knows each program that `exec-storm` executes: which one, with which arguments, by whom.
final class ExecWitness: Witness {
  private let workload: WitnessedWorkload
  private var found = LoadFindings()

  init(_ workload: WitnessedWorkload) { self.workload = workload }

  func take(_ record: RawSpan) {
    guard let event = Execsnoop.event(from: record) else {
      found.note = "a record could not be decoded"
      found.seen[.exec, default: .init()].wrong += 1
      return
    }
    guard event.ppid == workload.pid else { return }
    found.seen[.exec, default: .init()].reported += 1
    let target = Array(workload.subject.utf8)
    let name = target.split(separator: UInt8(ascii: "/")).last.map { Array($0.prefix(15)) } ?? []
    let isRight =
      event.filename == target && event.comm == name && event.uid == getuid()
      && event.result == 0 && !event.isCut && !event.isUnreadable
      && event.arguments == Workload.execArguments.map { Array($0.utf8) }
    if !isRight {
      found.seen[.exec, default: .init()].wrong += 1
      found.note = found.note ?? "an exec was reported as \(event)"
    }
  }

  func findings() throws(BPFError) -> LoadFindings { found }
}
