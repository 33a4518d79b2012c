// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Scale
import Workloads

/// Knows the path, the arguments and the user of each program that `exec-storm` executes.
final class ExecWitness: Witness {
  private let workload: WitnessedWorkload
  private var found = LoadFindings()

  init(_ workload: WitnessedWorkload) { self.workload = workload }

  func take(_ record: RawSpan) {
    guard let event = Execsnoop.event(from: record) else { return found.countUndecodable(.exec) }
    guard event.ppid == workload.pid else { return }
    let target = Array(workload.subject.utf8)
    let name = target.split(separator: UInt8(ascii: "/")).last.map { Array($0.prefix(15)) } ?? []
    let isRight =
      event.filename == target && event.comm == name && event.uid == getuid()
      && event.result == 0 && !event.isCut && !event.isUnreadable
      && event.arguments == Workload.execArguments.map { Array($0.utf8) }
    found.count(.exec, isRight: isRight, "an exec was reported as \(event)")
  }

  func findings() throws(BPFError) -> LoadFindings { found }
}
