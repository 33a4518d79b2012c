// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import System

/// The events of an attached probe, in the order in which the kernel side sent them.
///
/// The probe is attached when the sequence is made. It is detached when the task that iterates is
/// cancelled, when `stop()` is called, or when the last copy of the sequence is let go. To be
/// iterated once. A reader that falls behind never stalls the traced program: what finds the ring
/// full is counted in `lost`.
public struct ProbeEvents<Event: Sendable>: AsyncSequence, Sendable {
  /// The error of iterating: the kernel allows no rung, or a read failed.
  public typealias Failure = ProbeError

  /// Stops the thread when the last copy goes.
  private final class Owner: Sendable {
    let feed: EventFeed<Event>
    init(_ feed: EventFeed<Event>) { self.feed = feed }
    deinit { feed.stop() }
  }

  private let owner: Owner

  init(_ feed: EventFeed<Event>) {
    owner = Owner(feed)
  }

  /// Events that the kernel side could not keep so far: the ring was full, or a map was. `nil`
  /// where the probe does not tell.
  public var lost: UInt64? { owner.feed.lost }

  /// Waits until the probe is attached.
  ///
  /// - Throws: `ProbeError` where the kernel allows no rung.
  /// - Returns: The rung it runs on.
  @discardableResult
  public func attached() async throws(ProbeError) -> Rung {
    try await owner.feed.attached()
  }

  /// Detaches the probe. The events that were seen until then still come, then the sequence ends.
  public func stop() { owner.feed.stop() }

  /// Takes the events from the reader's thread.
  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let sequence: ProbeEvents

    /// The next event.
    ///
    /// - Returns: `nil` after the last, once the probe was stopped or the task cancelled.
    public mutating func next() async throws(ProbeError) -> Event? {
      try await next(isolation: nil)
    }

    /// The next event.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(ProbeError) -> Event? {
      let feed = sequence.owner.feed
      // The closure of a cancellation handler throws anything or nothing.
      let result: Result<Event?, ProbeError> = await withTaskCancellationHandler {
        do throws(ProbeError) { return .success(try await feed.next()) } catch {
          return .failure(error)
        }
      } onCancel: {
        feed.stop()
      }
      return try result.get()
    }
  }

  /// Starts to take the events.
  public func makeAsyncIterator() -> Iterator { Iterator(sequence: self) }
}

extension StreamingProbe {
  /// Attaches the probe and gives its events.
  ///
  /// - Parameters:
  ///   - rung: The one rung to use; the best that this kernel allows where it is `nil`.
  ///   - ringBytes: The size of the ring, a power of two and at least a page; the probe's own where
  ///     it is `nil`.
  /// - Returns: The events; what goes wrong while attaching is thrown by the first `next()`.
  public func events(rung: String? = nil, ringBytes: UInt32? = nil) -> ProbeEvents<Event> {
    let feed = EventFeed<Event>()
    do throws(SystemError) {
      // A thread of its own, so that none of Swift's few is held up; nobody waits for it.
      let thread = try WorkThread { self.read(into: feed, rung: rung, ringBytes: ringBytes) }
      thread.detach()
    } catch {
      feed.noteEnd(.failure(.noThread(errno: error.code)))
    }
    return ProbeEvents(feed)
  }

  /// The life of the reader's thread.
  private func read(into feed: EventFeed<Event>, rung: String?, ringBytes: UInt32?) {
    do throws(ProbeError) {
      var batch: [Event] = []
      do throws(BPFError) { try Tracefs.makeAvailable() } catch { throw .kernel(error) }
      let running = try RunningProbe(self, rung: rung, ringBytes: ringBytes)
      do throws(BPFError) {
        let ring = try RingBuffer(try running.loaded.object.map("records")) { record in
          if let event = Self.event(from: record) { batch.append(event) }
        }
        feed.noteAttached(running.rung)
        while !feed.isStopped {
          if feed.isFull {
            usleep(1000)
            continue
          }
          try ring.wait(milliseconds: 20)
          feed.deliver(batch, lost: try running.loaded.drops())
          batch.removeAll(keepingCapacity: true)
        }
        running.detach()
        try ring.drain()
        feed.deliver(batch, lost: try running.loaded.drops())
      } catch { throw .kernel(error) }
      feed.noteEnd(.success(()))
    } catch {
      feed.noteEnd(.failure(error))
    }
  }
}
