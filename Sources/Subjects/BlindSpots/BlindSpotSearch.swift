// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Results
import Scale
import System

/// Looks for processes while which this kernel runs no BPF program.
///
/// A kernel may hide a process so, as one does of a virtual machine whose first process is its provider's agent; then
/// a probe also loses what interrupts do while that process is on a CPU. For each process the kernel's own count of
/// its turns on a CPU is held against how often a program on `sched_switch` found one of its threads leaving a CPU.
package struct BlindSpotSearch {
  /// Turns that no program saw end, of a process of which none did. The last one may still go on.
  static let leastTurns: UInt64 = 3

  let environment: WeighingEnvironment
  /// How long it looks. A process that has a turn or two a second is found in as long.
  let seconds: Double

  package init(environment: WeighingEnvironment, seconds: Double = 4) {
    self.environment = environment
    self.seconds = seconds
  }

  /// Looks.
  ///
  /// - Returns: The processes, by their numbers; none where what a program sees cannot be told by process.
  /// - Throws: What keeps the program from being loaded or read, or that the user asked to end.
  package func run() throws(WeighingError) -> [BlindSpot] {
    let found: [BlindSpot]?
    do throws(BPFError) { found = try look() } catch { throw .kernel(error) }
    guard let found else { throw .interrupted }
    return found
  }

  private func look() throws(BPFError) -> [BlindSpot]? {
    let census = Census(of: [.rawTracepoint("sched_switch")])
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

  /// Whether it was not interrupted.
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

  /// The processes that had turns of which none was seen.
  ///
  /// - Parameters:
  ///   - given: The kernel's count of turns, by process.
  ///   - seen: The program's.
  ///   - own: The process that looks. Where the program did not see it, it counts by other numbers, as in
  ///     another namespace, and there is nothing to compare.
  ///   - name: A process's name.
  /// - Returns: By their numbers.
  static func spots(
    given: [UInt32: UInt64], seen: [UInt32: UInt64], own: UInt32, name: (UInt32) -> String
  ) -> [BlindSpot] {
    let (ownSeen, ownGiven) = (seen[own, default: 0], given[own, default: 0])
    guard ownSeen > 0, 2 * ownSeen >= ownGiven else { return [] }
    return given.filter { $0.value >= leastTurns && seen[$0.key] == nil }
      .sorted { $0.key < $1.key }
      .map { pid, turns in
        BlindSpot(pid: pid, name: name(pid), turns: turns)
      }
  }
}
