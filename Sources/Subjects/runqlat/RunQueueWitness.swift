// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import System
import Workloads

/// Knows how often the threads of `ping-pong` wait for their CPU.
///
/// Where somebody else takes the CPU a thread waits once more than it says: no more often than the kernel gave
/// it a CPU, by its own count, which is read before the probe is attached and after it is detached.
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
    var findings = LoadFindings()
    let start = Clocks.threadNanoseconds()
    let groups = try Runqlat.groups(of: probe)
    findings.readerNanoseconds = Clocks.threadNanoseconds() - start
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
