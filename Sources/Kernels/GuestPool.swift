// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization
internal import System

/// Runs work side by side, each piece on its own thread, up to a number at a time. The threads are
/// for waiting, not for computing.
public struct GuestPool: Sendable {
  /// The number at a time.
  public let jobs: Int

  /// Makes a pool, as wide as there are CPUs by default.
  public init(jobs: Int? = nil) {
    self.jobs = max(1, jobs ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// Calls `body` for each item and returns the outcomes in the order of the items.
  public func run<Item: Sendable, Outcome: Sendable>(
    _ items: [Item], _ body: @escaping @Sendable (Item) -> Outcome
  ) -> [Outcome] {
    let work = Work(items: items, body: body)
    let threads = (0..<min(jobs, items.count)).compactMap { _ in
      do throws(SystemError) { return try WorkThread { while work.doNext() {} } } catch {
        // Without a thread, the work is done here.
        while work.doNext() {}
        return nil
      }
    }
    for thread in threads { thread.join() }
    return work.outcomes
  }
}

/// The remaining items and the outcomes so far.
private final class Work<Item: Sendable, Outcome: Sendable>: Sendable {
  private struct State {
    var next = 0
    var outcomes: [Outcome?]
  }

  private let items: [Item]
  private let body: @Sendable (Item) -> Outcome
  private let state: Mutex<State>

  init(items: [Item], body: @escaping @Sendable (Item) -> Outcome) {
    self.items = items
    self.body = body
    state = Mutex(State(outcomes: Array(repeating: nil, count: items.count)))
  }

  /// Does the next item; `false` where none is left.
  func doNext() -> Bool {
    let index = state.withLock { state in
      defer { state.next += 1 }
      return state.next
    }
    guard index < items.count else { return false }
    let outcome = body(items[index])
    state.withLock { $0.outcomes[index] = outcome }
    return true
  }

  var outcomes: [Outcome] { state.withLock { $0.outcomes.compactMap { $0 } } }
}
