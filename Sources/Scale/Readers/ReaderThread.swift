// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Synchronization
import System
import Workloads

/// The user-side half of a streaming probe: a thread that takes records from the ring as they come.
package final class ReaderThread: Reader {
  /// What the two threads share. The consumer is touched by the reader's thread alone until `finish` has
  /// joined it.
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

    /// Reads until told to end, then takes what is left.
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
  ///
  /// - Parameters:
  ///   - ring: The ring; only this thread reads it from now on.
  ///   - cpu: The CPU to stay on.
  ///   - patience: How long it waits to be woken before it looks by itself, in milliseconds.
  ///   - afterDrain: Called on the thread after each batch of records.
  /// - Throws: `WeighingError.file` where no thread can be had.
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

  /// How long it waits to be woken before it looks by itself, in milliseconds.
  package var patience: Int { shared.patience }

  /// The looks so far; the one that is under way is not among them.
  package var looks: ReaderLooks { shared.looks.withLock { $0 } }

  /// Takes what is left, ends the thread and waits for it.
  ///
  /// - Returns: All looks.
  @discardableResult
  package func finish() throws(WeighingError) -> ReaderLooks {
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
