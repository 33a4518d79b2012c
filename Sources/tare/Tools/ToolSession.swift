// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Budgeting
import Glibc
import Probes
import Results
import Scale
import System

/// A tool's probe while it is attached, and when it is time to end.
final class ToolSession {
  let running: RunningProbe
  let clock: EventClock
  let name: String
  private let quiet: Bool
  private let command: TracedCommand?
  private let pid: UInt32?
  let attachedAt: UInt64
  private var detachedAt: UInt64?
  private var watch: BudgetWatch?
  private let deadline: UInt64?
  private(set) var follower: (any SessionFollower)?

  /// Begins to follow what the watched processes do, given the probe and its filter.
  typealias Following = (RunningProbe, ProbeFilter) -> (any SessionFollower)?

  /// Attaches a probe, tells the rung if it is not the best, and lets the command of `--exec` run.
  ///
  /// - Throws: The exit code, after the reason was told.
  init<P: FilteredProbe>(
    _ probe: P, _ options: TraceOptions, ringBytes: UInt32? = nil, duration: Seconds?,
    following: Following = { _, _ in nil }
  ) throws {
    try Privileges.require()
    Interruption.watch()
    // A pipe whose reader has gone is told by the write that fails.
    _ = signal(SIGPIPE, SIG_IGN)
    var probe = probe
    command = try options.exec.map { try TracedCommand($0) }
    if let command { probe.filter.family = UInt32(command.pid) }
    clock = EventClock()
    running = try Self.attach(probe, rung: options.rung, ringBytes: ringBytes)
    name = probe.name
    quiet = options.quiet
    pid = options.pid
    let now = EventClock.now
    attachedAt = now
    deadline = duration.map { now + $0.nanoseconds }
    if !quiet, options.rung == nil, !running.refused.isEmpty {
      Terminal.complain(RungNotice.text(of: running, probe: name))
    }
    if !quiet {
      for leftOut in running.loaded.leftOut {
        Terminal.complain(
          "\(name) does not see \(leftOut.events): this kernel has no hook for them that fits")
      }
    }
    follower = following(running, probe.filter)
    if let budget = options.limit.budget { try watch(options.limit, budget) }
    command?.release()
  }

  /// Begins to follow what the probe costs.
  private func watch(_ options: BudgetOptions, _ budget: Budget) throws {
    let costs: KnownDispatchCosts
    do throws(ResultsError) {
      costs = try KnownDispatchCosts(ofProbe: name, cache: CachePlace.standard)
    } catch { throw Failure.report(error) }
    let dispatch = costs.cost(of: name, on: running.rung)
    if dispatch == nil, !quiet {
      Terminal.complain(
        "what a hook of \(name) on \(running.rung.name) costs is not known; --budget counts its programs "
          + "and this process alone")
    }
    do throws(BPFError) {
      watch = try BudgetWatch(running, budget, options.reaction, dispatch: dispatch) {
        [name] outcome in
        if let notice = outcome.notice(of: name) { Terminal.complain(notice) }
      }
    } catch { throw Self.failure(error) }
  }

  /// What came of `--budget`, when the probe is detached for good.
  var budget: BudgetOutcome? { watch?.outcome }

  /// With `--sample`, the nanoseconds that the probe has been attached until now.
  var sampledNanoseconds: UInt64? {
    guard let watch, watch.outcome.samples else { return nil }
    return watch.attachedTime(EventClock.now)
  }

  /// Attaches a probe, on one rung or the best that works.
  ///
  /// - Throws: The exit code, after the reason was told.
  static func attach(
    _ probe: some Probe, rung: String?, ringBytes: UInt32? = nil
  ) throws -> RunningProbe {
    do throws(ProbeError) {
      do throws(BPFError) { try Tracefs.makeAvailable() } catch { throw .kernel(error) }
      return try RunningProbe(probe, rung: rung, ringBytes: ringBytes)
    } catch {
      Terminal.complain(error.description)
      if case .unknownRung = error { throw ExitCode(EX_USAGE) }
      throw error.isRefusal && rung == nil ? Failure.privilege : Failure.machinery
    }
  }

  /// Asks whether the processes that a filter names exist.
  ///
  /// - Throws: The exit code, after the reason was told.
  static func check(_ filter: ProbeFilter) throws {
    do throws(ProbeError) { try filter.check() } catch {
      Terminal.complain(error.description)
      throw Failure.machinery
    }
  }

  /// How long the probe has been attached, or was.
  var nanosecondsAttached: UInt64 { (detachedAt ?? EventClock.now) - attachedAt }

  /// Detaches the probe for good.
  ///
  /// - Parameter whenOff: Called once, when none of its programs runs any more; taking down its hooks may take much
  ///   longer.
  func detach(whenOff: () -> Void = {}) {
    watch?.stop()
    detachedAt = watch?.outcome.blown?.detachedAt ?? EventClock.now
    running.detach {
      follower?.end()
      whenOff()
    }
  }

  /// Whether a signal, the time or the end of the command asks for the end.
  var isOver: Bool {
    if Interruption.isAsked || watch?.hasEnded == true { return true }
    if let deadline, EventClock.now >= deadline { return true }
    return command?.isOver ?? false
  }

  /// Milliseconds until it is time to look again, at most `most`.
  func patience(atMost most: Int) -> Int {
    guard let deadline else { return most }
    let now = EventClock.now
    return deadline <= now ? 0 : min(most, Int((deadline - now) / 1_000_000) + 1)
  }

  /// Sleeps until something asks for the end or the time has come, looking every 20 ms.
  func sleep(until time: UInt64) {
    while !isOver {
      let now = EventClock.now
      if now >= time { return }
      let milliseconds = min(20, (time - now) / 1_000_000 + 1)
      pause(milliseconds: patience(atMost: Int(milliseconds)))
    }
  }

  private func pause(milliseconds: Int) {
    if let follower { return follower.wait(milliseconds: milliseconds) }
    usleep(UInt32(milliseconds * 1000))
  }

  /// What the kernel side could not keep, where the probe tells, and how often it was kept from running.
  func losses() throws -> (lost: UInt64?, skipped: UInt64) {
    do throws(BPFError) {
      let lost = try running.loaded.drops().map { $0 + running.missed }
      return (lost, try running.loaded.skippedRuns())
    } catch { throw Self.failure(error) }
  }

  /// Tells what went wrong with the kernel.
  static func failure(_ error: BPFError) -> ExitCode {
    Terminal.complain(error.description)
    return Failure.machinery
  }

  /// Tells on standard error how it went: how many events were seen, and what to do where some were lost.
  ///
  /// - Throws: The exit code, where it is not 0.
  func end(_ count: UInt64, unfinished: UInt64 = 0, remedy: String) throws {
    let (lost, skipped) = try losses()
    if let lost, lost > 0 { Terminal.complain("\(name) lost \(Self.events(lost)); \(remedy)") }
    if skipped > 0 {
      Terminal.complain(
        "\(name) missed \(Self.events(skipped)) that interrupted its own programs")
    }
    for remark in follower?.remarks ?? [] { Terminal.complain("\(name): \(remark)") }
    if !quiet, let pid, !ThreadNumber(pid).exists {
      Terminal.complain("process \(pid) has ended meanwhile")
    }
    if !quiet {
      let isComplete = lost == 0 && follower?.isComplete != false
      let milliseconds = nanosecondsAttached / 1_000_000
      let seconds = "\(milliseconds / 1000).\(milliseconds % 1000 / 100)"
      Terminal.complain(
        "\(Self.events(count)) in \(seconds) s\(isComplete ? ", none lost" : "")"
          + Self.text(ofUnfinished: unfinished)
          + (budget?.remark ?? ""))
    }
    if let failure = watch?.failure { throw Self.failure(failure) }
    if budget?.blown != nil { throw Failure.overBudget }
    // Ctrl-C is how these tools are ended; other signals are somebody else's.
    if let number = Interruption.signalNumber, number != SIGINT {
      throw Failure.interruption(by: number)
    }
  }

  private static func text(ofUnfinished count: UInt64) -> String {
    switch count {
    case 0: ""
    case 1: "; 1 call had not returned"
    default: "; \(count) calls had not returned"
    }
  }

  private static func events(_ count: UInt64) -> String {
    count == 1 ? "1 event" : "\(count) events"
  }
}
