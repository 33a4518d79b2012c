// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Lines
import Probes
import Synchronization
import System

/// Keeps a running probe within its budget, on a thread of its own, which a slow reader does not
/// delay. Until `stop` returns only that thread attaches and detaches the probe.
public final class BudgetWatch: @unchecked Sendable {
  // Sendable: what both threads touch is in `progress` or atomic; all else belongs to the watching
  // thread until `stop` has joined it.

  /// How to keep within the budget.
  public enum Reaction: Sendable {
    /// Detach the probe for good when it has been over budget for so many nanoseconds.
    case detach(after: UInt64)
    /// Attach the probe part of the time.
    case sample
  }

  /// The time attached, for reports while the probe runs.
  private struct Progress {
    var attached: UInt64 = 0
    var attachedSince: UInt64?
  }

  private let running: RunningProbe
  private let meter: CostMeter
  private let reaction: Reaction
  private let tell: (BudgetOutcome) -> Void
  private let began = EventClock.now
  private let bell: Bell
  private let progress = Mutex(Progress())
  private let isOver = Atomic<Bool>(false)
  private var thread: WorkThread?
  /// The costs; complete when `stop` has returned.
  public private(set) var outcome: BudgetOutcome
  /// Why the cost could not be followed; the probe is detached then.
  public private(set) var failure: BPFError?

  /// Watches a probe that has just been attached.
  ///
  /// - Parameters:
  ///   - running: The probe.
  ///   - budget: What it may cost.
  ///   - reaction: How to keep within the budget.
  ///   - dispatch: The cost of its hooks, which count as free where it is `nil`.
  ///   - tell: Called on the watching thread as soon as the probe is detached for its cost.
  /// - Throws: `BPFError.failed` with `make` where no thread can be had.
  public init(
    _ running: RunningProbe, _ budget: Budget, _ reaction: Reaction, dispatch: DispatchCost?,
    tell: @escaping (BudgetOutcome) -> Void = { _ in }
  ) throws(BPFError) {
    self.running = running
    self.reaction = reaction
    self.tell = tell
    meter = CostMeter(running.loaded, dispatch: dispatch)
    let samples = if case .sample = reaction { true } else { false }
    outcome = BudgetOutcome(budget: budget, samples: samples)
    bell = try Bell()
    progress.withLock { $0.attachedSince = began }
    do throws(SystemError) {
      thread = try WorkThread { [unowned self] in run() }
    } catch {
      throw .failed(.make, subject: "a thread", code: LibbpfCode(error.code), log: nil)
    }
  }

  deinit { stop() }

  /// Whether the probe is detached for good: the run is to end.
  public var hasEnded: Bool { isOver.load(ordering: .acquiring) }

  /// Ends the watch and waits for its thread. The probe stays attached or detached, as it is.
  public func stop() {
    guard let thread else { return }
    bell.ring()
    thread.join()
    self.thread = nil
    outcome.attached = attachedTime(EventClock.now)
    outcome.total = (outcome.blown?.detachedAt ?? EventClock.now) - began
  }

  /// Nanoseconds attached, from the start until `now`, a time of CLOCK_MONOTONIC.
  public func attachedTime(_ now: UInt64) -> UInt64 {
    progress.withLock { $0.attached + ($0.attachedSince.map { now - min(now, $0) } ?? 0) }
  }

  private func run() {
    do throws(BPFError) {
      switch reaction {
      case .detach(let grace): try guardBudget(grace: grace)
      case .sample: try sample()
      }
    } catch {
      failure = error
      running.detach()
      markDetached(EventClock.now)
    }
    meter.pause()
    if failure != nil { isOver.store(true, ordering: .releasing) }
  }

  /// Watches until the fuse blows or the run ends.
  private func guardBudget(grace: UInt64) throws(BPFError) {
    var fuse = Fuse(budget: outcome.budget, grace: grace)
    var last: ProbeCost?
    while let reading = try read(after: last, deadline: fuse.deadline) {
      last = reading.cost
      guard let overdraft = fuse.take(reading) else { continue }
      running.detach {
        let now = EventClock.now
        markDetached(now)
        outcome.blown = BudgetOutcome.Blown(overdraft: overdraft, detachedAt: now)
        tell(outcome)
        isOver.store(true, ordering: .releasing)
      }
      return
    }
  }

  /// Attaches and detaches until the run ends.
  private func sample() throws(BPFError) {
    var governor = Governor()
    var last: ProbeCost?
    var load = 0.0
    var isAttached = true
    while true {
      let before = EventClock.now
      let change = governor.patience(load: load).map { before + UInt64(min($0, 1e12)) }
      if isAttached {
        let first = last == nil ? before + SamplingPace.firstWindow : .max
        let deadline = min(first, change ?? .max)
        guard let reading = try read(after: last, deadline: deadline) else { return }
        last = reading.cost
        load = reading.cost.load(of: outcome.budget)
      } else {
        guard bell.wait(until: min(change ?? .max, before + SamplingPace.rareWindow)) else {
          return
        }
        let cost = meter.readerOnly()
        outcome.cost += cost
        load = cost.load(of: outcome.budget)
      }
      governor.pass(Double(EventClock.now - before), load: load)
      // Taking down hooks may last longer than the pause that began with it.
      while governor.isAttached != isAttached {
        try toggle(&governor, last: last ?? ProbeCost(), load: load)
        isAttached.toggle()
        // The cost before the pause says nothing of the cost now.
        last = nil
        load = 0
      }
    }
  }

  private func toggle(_ governor: inout Governor, last: ProbeCost, load: Double) throws(BPFError) {
    let before = EventClock.now
    if governor.isAttached {
      try running.resume()
      let now = EventClock.now
      progress.withLock { $0.attachedSince = now }
      governor.pass(Double(now - before), load: 0)
      return
    }
    // Until the last program is off, the probe may cost as much as before.
    var off = before
    running.pause { off = EventClock.now }
    markDetached(off)
    meter.pause()
    let length = Double(off - before)
    governor.pass(length, load: load)
    governor.pass(Double(EventClock.now - off), load: 0)
    if last.length > 0 { outcome.cost += last.scaled(by: length / last.length) }
  }

  private func markDetached(_ now: UInt64) {
    progress.withLock { progress in
      guard let since = progress.attachedSince else { return }
      progress.attached += now - min(now, since)
      progress.attachedSince = nil
    }
  }

  /// Makes the next reading when it is due; `nil` where the run ends.
  private func read(after last: ProbeCost?, deadline: UInt64?) throws(BPFError) -> CostReading? {
    let start = EventClock.now
    let window = SamplingPace.next(after: last, now: start, deadline: deadline)
    if window.begin > start {
      meter.pause()
      guard bell.wait(until: window.begin) else { return nil }
    }
    try meter.begin()
    let goesOn = bell.wait(until: window.end)
    let reading = try meter.end()
    // The reading counts for the time since the last one too.
    outcome.cost += reading.standing(since: start)
    return goesOn ? reading : nil
  }
}
