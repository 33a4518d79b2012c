// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Synchronization

/// Follows a probe's cost on a thread of its own, so that a reader who waits for a full pipe or writes a long
/// report does not keep it from being detached.
///
/// From `start` to the end of `stop` only that thread attaches and detaches the probe.
final class BudgetWatch: @unchecked Sendable {
  // Sendable: what both threads touch is in `progress` or atomic; all else belongs to the watching thread until
  // `stop` has joined it.

  /// How far it is, for reports while it runs.
  private struct Progress {
    var attached: UInt64 = 0
    var attachedSince: UInt64?
  }

  private let running: RunningProbe
  private let name: String
  private let meter: CostMeter
  private let grace: UInt64
  private let began = EventClock.now
  private let bell: Bell
  private let progress = Mutex(Progress())
  private let isOver = Atomic<Bool>(false)
  private var thread: WorkThread?
  private(set) var outcome: BudgetOutcome
  /// Why the cost could not be followed; the probe is detached then.
  private(set) var failure: BPFError?

  /// Watches a probe that has just been attached.
  ///
  /// - Throws: `BPFError.failed` with `make` where no thread can be had.
  init(
    _ running: RunningProbe, named name: String, _ options: BudgetOptions, _ budget: Budget,
    hook: HookCost?
  ) throws(BPFError) {
    self.running = running
    self.name = name
    meter = CostMeter(running.loaded, hook: hook, budget: budget)
    grace = options.graceNanoseconds
    outcome = BudgetOutcome(budget: budget, samples: options.sample)
    bell = try Bell()
    progress.withLock { $0.attachedSince = began }
    do throws(WorkThread.Refusal) {
      thread = try WorkThread { [unowned self] in run() }
    } catch {
      throw .failed(.make, subject: "a thread", code: LibbpfCode(error.errno), log: nil)
    }
  }

  deinit { stop() }

  /// Whether the run is to end: the probe is detached.
  var hasEnded: Bool { isOver.load(ordering: .acquiring) }

  /// Ends the watch and waits for it. The probe may be attached or not.
  func stop() {
    guard let thread else { return }
    bell.ring()
    thread.join()
    self.thread = nil
    outcome.attached = attachedTime(EventClock.now)
    outcome.total = (outcome.blown?.detachedAt ?? EventClock.now) - began
  }

  /// Nanoseconds attached, from the start until `now`.
  func attachedTime(_ now: UInt64) -> UInt64 {
    progress.withLock { $0.attached + ($0.attachedSince.map { now - min(now, $0) } ?? 0) }
  }

  private func run() {
    do throws(BPFError) {
      if outcome.samples { try sample() } else { try guardBudget() }
    } catch {
      failure = error
      running.detach()
      markDetached(EventClock.now)
    }
    meter.pause()
    if failure != nil { isOver.store(true, ordering: .releasing) }
  }

  /// Watches until the fuse blows or the run ends.
  private func guardBudget() throws(BPFError) {
    var fuse = Fuse(budget: outcome.budget, grace: grace)
    var last: Cost?
    while let reading = try read(after: last, deadline: fuse.deadline) {
      last = reading.cost
      guard let blown = fuse.take(reading) else { continue }
      running.detach {
        let now = EventClock.now
        markDetached(now)
        outcome.blown = BudgetOutcome.Blown(fuse: blown, detachedAt: now)
        if let notice = outcome.notice(of: name) { Terminal.complain(notice) }
        isOver.store(true, ordering: .releasing)
      }
      return
    }
  }

  /// Attaches and detaches until the run ends.
  private func sample() throws(BPFError) {
    var governor = Governor()
    var last: Cost?
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
      // Taking down hooks may last longer than the pause that it began.
      while governor.isAttached != isAttached {
        try toggle(&governor, last: last ?? Cost(), load: load)
        isAttached.toggle()
        // How it was before the pause says nothing of how it is now.
        last = nil
        load = 0
      }
    }
  }

  private func toggle(
    _ governor: inout Governor, last: Cost, load: Double
  ) throws(BPFError) {
    let before = EventClock.now
    if governor.isAttached {
      try running.resume()
      let now = EventClock.now
      progress.withLock { $0.attachedSince = now }
      governor.pass(Double(now - before), load: 0)
      return
    }
    // Until the last program is off, it may cost what it did.
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

  /// One reading, made when it is time for it; `nil` where the run ends.
  private func read(after last: Cost?, deadline: UInt64?) throws(BPFError) -> CostReading? {
    let start = EventClock.now
    let window = SamplingPace.next(after: last, now: start, deadline: deadline)
    if window.begin > start {
      meter.pause()
      guard bell.wait(until: window.begin) else { return nil }
    }
    try meter.begin()
    let goesOn = bell.wait(until: window.end)
    let reading = try meter.end()
    // The reading stands for the time since the last one too.
    outcome.cost += reading.standing(since: start)
    return goesOn ? reading : nil
  }
}
