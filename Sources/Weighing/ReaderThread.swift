// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Synchronization
import Workloads

/// The user-side half of a streaming probe: a thread that takes records from the ring as they come.
final class ReaderThread {
  /// What the two threads share. The consumer is touched by the reader's thread alone until `finish` has
  /// joined it.
  private final class Shared: @unchecked Sendable {
    let ring: RingBuffer
    let afterDrain: () -> Void
    let cpu: Int?
    let isEnding = Atomic<Bool>(false)
    var nanoseconds: UInt64 = 0
    var failure: BPFError?

    init(ring: RingBuffer, afterDrain: @escaping () -> Void, cpu: Int?) {
      self.ring = ring
      self.afterDrain = afterDrain
      self.cpu = cpu
    }

    /// Reads until told to end, then takes what is left. Only the time of a look that found something is
    /// counted: how often nothing is there depends on the experiment, not on the events.
    func run() {
      if let cpu { Affinity.pin(to: cpu) }
      while !isEnding.load(ordering: .acquiring), failure == nil { look(waiting: 20) }
      look(waiting: 0)
    }

    private func look(waiting milliseconds: Int) {
      let start = Clocks.threadNanoseconds()
      do throws(BPFError) {
        guard try ring.wait(milliseconds: milliseconds) > 0 else { return }
      } catch {
        failure = error
        return
      }
      afterDrain()
      nanoseconds += Clocks.threadNanoseconds() - start
    }
  }

  private let shared: Shared
  private var thread: WorkThread?

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - ring: The ring; only this thread reads it from now on.
  ///   - cpu: The CPU to stay on.
  ///   - afterDrain: Called on the thread after each batch of records.
  /// - Throws: `WeighingError.file` where no thread can be had.
  init(ring: RingBuffer, cpu: Int?, afterDrain: @escaping () -> Void) throws(WeighingError) {
    shared = Shared(ring: ring, afterDrain: afterDrain, cpu: cpu)
    do throws(WorkThread.Refusal) {
      thread = try WorkThread { [shared] in shared.run() }
    } catch {
      throw .file(
        path: "a thread for the reader", reason: unsafe String(cString: strerror(error.errno)))
    }
  }

  /// Takes what is left, ends the thread and waits for it.
  ///
  /// - Returns: The CPU time that reading took, in nanoseconds.
  func finish() throws(WeighingError) -> UInt64 {
    stop()
    if let failure = shared.failure { throw .kernel(failure) }
    return shared.nanoseconds
  }

  private func stop() {
    guard let thread else { return }
    shared.isEnding.store(true, ordering: .releasing)
    thread.join()
    self.thread = nil
  }

  deinit { stop() }
}
