// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Synchronization
import Workloads

/// A thread that takes CPU time on purpose, from its start to its end.
final class CompetingLoad {
  /// Where and when it runs.
  enum Kind: CaseIterable {
    case sameCPU, otherCPU, comingAndGoing

    /// For a person.
    var words: String {
      switch self {
      case .sameCPU: "on the workload's CPU"
      case .otherCPU: "on the other CPU"
      case .comingAndGoing: "on the workload's CPU, coming and going"
      }
    }
  }

  /// What the two threads share.
  private final class Shared: Sendable {
    let cpu: Int
    /// How long it runs and rests in turns; 0: it never rests.
    let period: UInt32
    let isEnding = Atomic<Bool>(false)

    init(_ kind: Kind) {
      cpu = kind == .otherCPU ? Affinity.harnessCPU : Affinity.workloadCPU
      period = kind == .comingAndGoing ? 30_000 : 0
    }

    func run() {
      Affinity.pin(to: cpu)
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
  /// - Parameter kind: Where and when it runs.
  /// - Throws: `WeighingError.file` where no thread can be had.
  init(_ kind: Kind) throws(WeighingError) {
    shared = Shared(kind)
    do throws(WorkThread.Refusal) {
      thread = try WorkThread { [shared] in shared.run() }
    } catch {
      throw .file(
        path: "a competing thread", reason: unsafe String(cString: strerror(error.errno)))
    }
  }

  /// Ends it and waits for its end.
  func stop() {
    guard let thread else { return }
    shared.isEnding.store(true, ordering: .relaxed)
    thread.join()
    self.thread = nil
  }

  deinit { stop() }
}
