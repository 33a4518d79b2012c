// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Synchronization
import System
import Workloads

/// A thread that keeps a CPU busy on purpose.
package final class BusyThread {
  /// The CPU it runs on, and whether all the time.
  package enum Place: CaseIterable {
    case sameCPU, otherCPU, comingAndGoing

    /// The place in words.
    package var words: String {
      switch self {
      case .sameCPU: "on the workload's CPU"
      case .otherCPU: "on the other CPU"
      case .comingAndGoing: "on the workload's CPU, coming and going"
      }
    }
  }

  /// The scheduling priority.
  package enum Priority {
    /// Takes its share of the CPU.
    case normal
    /// Takes only the time that others leave, so that the CPU is never idle.
    case lowest
  }

  /// The state that both threads use.
  private final class Shared: Sendable {
    let cpu: Int
    /// Microseconds that it runs and sleeps in turns; 0: it never sleeps.
    let period: UInt32
    let priority: Priority
    let isEnding = Atomic<Bool>(false)

    init(_ place: Place, _ priority: Priority) {
      self.priority = priority
      cpu = place == .otherCPU ? Affinity.harnessCPU : Affinity.workloadCPU
      period = place == .comingAndGoing ? 30_000 : 0
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

  /// Starts the thread.
  package init(_ place: Place, priority: Priority = .normal) throws(WeighingError) {
    shared = Shared(place, priority)
    do throws(SystemError) {
      thread = try WorkThread { [shared] in shared.run() }
    } catch {
      throw .file(
        path: "a competing thread", reason: error.text)
    }
  }

  /// Ends the thread and waits for its end.
  package func stop() {
    guard let thread else { return }
    shared.isEnding.store(true, ordering: .relaxed)
    thread.join()
    self.thread = nil
  }

  deinit { stop() }
}
