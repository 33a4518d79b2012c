// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Results
import Scale
import System

/// Searches for processes during which this kernel runs no BPF program.
///
/// A provider's kernel may hide its agent's process so; a probe then also loses the interrupts
/// while that process is on a CPU. For each process the kernel's count of its turns on a CPU is
/// compared with the number of times that a program on `sched_switch` saw one of its threads leave
/// a CPU.
package struct BlindSpotSearch {
  /// The fewest unseen turns of a blind spot, as the last turn may not have ended.
  static let leastTurns: UInt64 = 3

  let environment: WeighingEnvironment
  /// Seconds to count: enough for a process that has a turn or two a second.
  let seconds: Double

  package init(environment: WeighingEnvironment, seconds: Double = 4) {
    self.environment = environment
    self.seconds = seconds
  }

  /// Counts turns for a while.
  ///
  /// - Returns: The processes, by their numbers; none where the program could not count by process.
  /// - Throws: The reason why the program is refused, or `interrupted`.
  package func run() throws(WeighingError) -> [BlindSpot] {
    let found = try askingKernel { () throws(BPFError) in try look() }
    guard let found else { throw .interrupted }
    return found
  }

  private func look() throws(BPFError) -> [BlindSpot]? {
    let census = try Census(of: [.rawTracepoint("sched_switch")])
    let loaded = try census.load(census.ladder[0])
    let attached = try loaded.attach()
    let before = Self.turns()
    let isWhole = wait()
    let after = Self.turns()
    attached.detach()
    guard isWhole else { return nil }
    guard try loaded.drops() == 0 else { return [] }
    var given: [UInt32: UInt64] = [:]
    for (pid, turns) in after { given[pid] = before[pid].map { turns.since($0) } }
    var seen: [UInt32: UInt64] = [:]
    for process in try Census.processes(of: loaded) { seen[process.pid] = process.counts[0] }
    return Self.spots(given: given, seen: seen, own: UInt32(getpid())) {
      File.text(of: "/proc/\($0)/comm")?.trimmed ?? ""
    }
  }

  /// Waits for the time to count; `false` if interrupted.
  private func wait() -> Bool {
    let start = environment.now()
    while environment.now() - start < seconds {
      if environment.isInterrupted() { return false }
      usleep(100_000)
    }
    return true
  }

  private static func turns() -> [UInt32: ProcessTurns] {
    let processes = Folder.names(in: "/proc").compactMap { UInt32($0) }
    return Dictionary(uniqueKeysWithValues: processes.map { ($0, ProcessTurns(of: $0)) })
  }

  /// Finds the processes that had turns of which none was seen.
  static func spots(
    given: [UInt32: UInt64], seen: [UInt32: UInt64], own: UInt32, name: (UInt32) -> String
  ) -> [BlindSpot] {
    let (ownSeen, ownGiven) = (seen[own, default: 0], given[own, default: 0])
    // Where it did not see this process, it counts by the numbers of another namespace.
    guard ownSeen > 0, 2 * ownSeen >= ownGiven else { return [] }
    return given.filter { $0.value >= leastTurns && seen[$0.key] == nil }
      .sorted { $0.key < $1.key }
      .map { pid, turns in
        BlindSpot(pid: pid, name: name(pid), turns: turns)
      }
  }
}
