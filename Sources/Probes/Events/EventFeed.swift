// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Hands events from the thread that reads a ring to the task that wants them.
final class EventFeed<Event: Sendable>: Sendable {
  /// Events that may wait for the task. Beyond, the thread leaves them in the ring, and where that
  /// is full the kernel counts what it drops.
  private static var mostPending: Int { 1 << 16 }

  private struct State {
    var pending: [Event] = []
    var taken = 0
    var isStopped = false
    var end: Result<Void, ProbeError>?
    var attached: Result<Rung, ProbeError>?
    var lost: UInt64? = 0
    var nextWaiters: [CheckedContinuation<Void, Never>] = []
    var attachWaiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// Events the kernel side could not keep so far; `nil` where the probe does not tell.
  var lost: UInt64? { state.withLock { $0.lost } }

  // The thread's side.

  var isStopped: Bool { state.withLock { $0.isStopped } }

  var isFull: Bool { state.withLock { $0.pending.count - $0.taken >= Self.mostPending } }

  func noteAttached(_ rung: Rung) {
    wake { state in
      state.attached = .success(rung)
      defer { state.attachWaiters = [] }
      return state.attachWaiters
    }
  }

  func deliver(_ events: [Event], lost: UInt64?) {
    wake { state in
      state.lost = lost
      if events.isEmpty { return [] }
      state.pending.removeFirst(state.taken)
      state.taken = 0
      state.pending += events
      defer { state.nextWaiters = [] }
      return state.nextWaiters
    }
  }

  func noteEnd(_ end: Result<Void, ProbeError>) {
    wake { state in
      state.end = end
      if case .failure(let error) = end, state.attached == nil { state.attached = .failure(error) }
      defer { (state.nextWaiters, state.attachWaiters) = ([], []) }
      return state.nextWaiters + state.attachWaiters
    }
  }

  private func wake(_ change: (inout State) -> [CheckedContinuation<Void, Never>]) {
    for waiter in state.withLock({ change(&$0) }) { waiter.resume() }
  }

  // The task's side.

  func stop() { state.withLock { $0.isStopped = true } }

  /// The rung, once the probe is attached.
  func attached() async throws(ProbeError) -> Rung {
    while true {
      if let attached = state.withLock({ $0.attached }) { return try attached.get() }
      await wait {
        $0.attached != nil
      } adding: {
        $0.attachWaiters.append($1)
      }
    }
  }

  /// The next event; `nil` after the last.
  func next() async throws(ProbeError) -> Event? {
    while true {
      let (event, end) = state.withLock { state -> (Event?, Result<Void, ProbeError>?) in
        guard state.taken < state.pending.count else { return (nil, state.end) }
        state.taken += 1
        return (state.pending[state.taken - 1], nil)
      }
      if let event { return event }
      if let end {
        try end.get()
        return nil
      }
      await wait {
        $0.taken < $0.pending.count || $0.end != nil
      } adding: {
        $0.nextWaiters.append($1)
      }
    }
  }

  private func wait(
    until holds: (borrowing State) -> Bool,
    adding add: (inout State, CheckedContinuation<Void, Never>) -> Void
  ) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if holds(state) { return true }
        add(&state, continuation)
        return false
      }
      if isThere { continuation.resume() }
    }
  }
}
