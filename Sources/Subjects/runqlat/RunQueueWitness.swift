// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import System
import Workloads

/// Knows how often the threads of `ping-pong` wait for their CPU.
///
/// Where another task takes the CPU, a thread waits once more than the workload counts: at most as
/// often as the kernel counted a turn on a CPU from before the probe was attached until after it
/// was detached.
final class RunQueueWitness: Witness {
  private let workload: WitnessedWorkload
  private let probe: LoadedProbe
  private var threads: Set<UInt32> = []
  private var kernelCounted: UInt64 = 0
  private var before: UInt64 = 0

  init(_ workload: WitnessedWorkload, _ probe: LoadedProbe) {
    self.workload = workload
    self.probe = probe
  }

  func attaching() { before = arrivals() }

  func detached() { kernelCounted += arrivals() - before }

  func findings() throws(BPFError) -> LoadFindings {
    var (findings, groups) = try LoadFindings.reading { () throws(BPFError) in
      try Runqlat.groups(of: probe)
    }
    var seen = LoadFindings.Seen()
    for group in groups where threads.contains(group.machineIdentifier) {
      seen.reported += group.waits.count
      guard group.comm != workload.comm else { continue }
      seen.wrong += group.waits.count
      findings.note = "a thread was reported as '\(String(decoding: group.comm, as: UTF8.self))'"
    }
    findings.seen[.runQueueWait] = seen
    findings.kernelCounted[.runQueueWait] = kernelCounted
    return findings
  }

  private func arrivals() -> UInt64 {
    let turns = ProcessTurns(of: workload.machinePID)
    threads.formUnion(turns.byThread.keys)
    return turns.total
  }
}
