// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Synchronization
import System
import Workloads

/// A thread that takes CPU time on purpose, from its start to its end.
package final class CompetingLoad {
  /// Where and when it runs.
  package enum Kind: CaseIterable {
    case sameCPU, otherCPU, comingAndGoing

    /// For a person.
    package var words: String {
      switch self {
      case .sameCPU: "on the workload's CPU"
      case .otherCPU: "on the other CPU"
      case .comingAndGoing: "on the workload's CPU, coming and going"
      }
    }
  }

  /// What it takes from others.
  package enum Priority {
    /// Its share of the CPU.
    case normal
    /// Nothing but the time that is left over: others run as soon as they can, and the CPU is never idle.
    case lowest
  }

  /// What the two threads share.
  private final class Shared: Sendable {
    let cpu: Int
    /// How long it runs and rests in turns; 0: it never rests.
    let period: UInt32
    let priority: Priority
    let isEnding = Atomic<Bool>(false)

    init(_ kind: Kind, _ priority: Priority) {
      self.priority = priority
      cpu = kind == .otherCPU ? Affinity.harnessCPU : Affinity.workloadCPU
      period = kind == .comingAndGoing ? 30_000 : 0
    }

    func run() {
      Affinity.pin(to: cpu)
      if priority == .lowest { Affinity.giveWay() }
      var turn = Clocks.monotonicSeconds()
      while !isEnding.load(ordering: .relaxed) {
        guard period > 0, Clocks.monotonicSeconds() - turn > Double(period) / 1e6 else { continue }
        usleep(period)
        turn = Clocks.monotonicSeconds()
      }
    }
  }

  private let shared: Shared
  private var thread: WorkThread?

  /// Starts it.
  ///
  /// - Parameters:
  ///   - kind: Where and when it runs.
  ///   - priority: What it takes from others.
  /// - Throws: `WeighingError.file` where no thread can be had.
  package init(_ kind: Kind, priority: Priority = .normal) throws(WeighingError) {
    shared = Shared(kind, priority)
    do throws(SystemError) {
      thread = try WorkThread { [shared] in shared.run() }
    } catch {
      throw .file(
        path: "a competing thread", reason: error.text)
    }
  }

  /// Ends it and waits for its end.
  package func stop() {
    guard let thread else { return }
    shared.isEnding.store(true, ordering: .relaxed)
    thread.join()
    self.thread = nil
  }

  deinit { stop() }
}
