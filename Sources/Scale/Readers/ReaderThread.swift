// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Synchronization
import System
import Workloads

/// The reader of a streaming probe: a thread that takes records from its ring.
package final class ReaderThread: Reader {
  /// The state that both threads use. Only the reader's thread uses the ring until it is joined.
  private final class Shared: @unchecked Sendable {
    let ring: RingBuffer
    let afterDrain: () -> Void
    let cpu: Int?
    let patience: Int
    let isEnding = Atomic<Bool>(false)
    let looks = Mutex(ReaderLooks())
    var failure: BPFError?

    init(ring: RingBuffer, afterDrain: @escaping () -> Void, cpu: Int?, patience: Int) {
      self.ring = ring
      self.afterDrain = afterDrain
      self.cpu = cpu
      self.patience = patience
    }

    /// Reads until told to end, then drains the ring.
    func run() {
      if let cpu { Affinity.pin(to: cpu) }
      while !isEnding.load(ordering: .acquiring), failure == nil { look(waiting: patience) }
      look(waiting: 0)
    }

    private func look(waiting milliseconds: Int) {
      let start = Clocks.threadNanoseconds()
      let found: Int
      do throws(BPFError) {
        found = try ring.wait(milliseconds: milliseconds)
      } catch {
        failure = error
        return
      }
      if found > 0 { afterDrain() }
      let spent = Clocks.threadNanoseconds() - start
      looks.withLock { $0.add(spent, finding: found) }
    }
  }

  private let shared: Shared
  private var thread: WorkThread?

  /// Starts the thread.
  package init(
    ring: RingBuffer, cpu: Int?, patience: Int, afterDrain: @escaping () -> Void
  ) throws(WeighingError) {
    shared = Shared(ring: ring, afterDrain: afterDrain, cpu: cpu, patience: patience)
    do throws(SystemError) {
      thread = try WorkThread { [shared] in shared.run() }
    } catch {
      throw .file(
        path: "a thread for the reader", reason: error.text)
    }
  }

  package var patience: Int { shared.patience }

  package var looks: ReaderLooks { shared.looks.withLock { $0 } }

  @discardableResult package func finish() throws(WeighingError) -> ReaderLooks {
    stop()
    if let failure = shared.failure { throw .kernel(failure) }
    return looks
  }

  private func stop() {
    guard let thread else { return }
    shared.isEnding.store(true, ordering: .releasing)
    thread.join()
    self.thread = nil
  }

  deinit { stop() }
}
