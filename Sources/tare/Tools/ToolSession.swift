// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Budgeting
import Glibc
import Lines
import Probes
import Results
import System

/// A tool's probe while it is attached, and when it is time to end.
final class ToolSession {
  let running: RunningProbe
  let clock: EventClock
  let name: String
  let quiet: Bool
  let pid: UInt32?
  let attachedAt: UInt64
  let watch: BudgetWatch?
  private(set) var follower: (any ProbeFollower)?
  private let command: TracedCommand?
  private let deadline: UInt64?
  private var detachedAt: UInt64?

  /// Begins to follow what the watched processes do, given the probe and its filter.
  typealias Following = (RunningProbe, ProbeFilter) -> (any ProbeFollower)?

  /// Attaches a probe, tells the rung if it is not the best, and lets the command of `--exec` run.
  init(
    _ probe: some FilteredProbe, _ options: TraceOptions, clock: EventClock,
    ringBytes: UInt32? = nil, duration: Seconds?,
    following: Following = { _, _ in nil }
  ) throws {
    try Privileges.require()
    Interruption.watch()
    // A pipe whose reader has gone is told by the write that fails.
    _ = signal(SIGPIPE, SIG_IGN)
    var probe = probe
    command = try options.exec.map { try TracedCommand($0) }
    if let command { probe.filter.family = UInt32(command.pid) }
    self.clock = clock
    running = try Self.attach(probe, rung: options.rung, ringBytes: ringBytes)
    name = probe.name
    quiet = options.quiet
    pid = options.pid
    let now = EventClock.now
    attachedAt = now
    deadline = duration.map { now + $0.nanoseconds }
    if !quiet { Self.tellLimits(of: running, name, isForced: options.rung != nil) }
    follower = following(running, probe.filter)
    watch = try Self.watch(running, name, options)
    command?.release()
  }

  /// How long the probe has been attached, or was.
  var nanosecondsAttached: UInt64 { (detachedAt ?? EventClock.now) - attachedAt }

  /// Detaches the probe for good. `whenOff` is called once, when none of its programs runs any
  /// more; taking down its hooks may take much longer.
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
}

extension ToolSession {
  /// Attaches a probe, on one rung or the best that works, or tells why it cannot.
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

  /// Tells which lower rung was taken, and which events it does not see.
  static func tellLimits(of running: RunningProbe, _ name: String, isForced: Bool) {
    if !isForced, !running.refused.isEmpty {
      Terminal.complain(RungNotice.text(of: running, probe: name))
    }
    for leftOut in running.loaded.leftOut {
      Terminal.complain(
        "\(name) does not see \(leftOut.events): this kernel has no hook for them that fits")
    }
  }

  /// Begins to keep a probe within its budget; `nil` where it has none.
  static func watch(
    _ running: RunningProbe, _ name: String, _ options: TraceOptions
  ) throws -> BudgetWatch? {
    guard let budget = options.limit.budget else { return nil }
    let costs: KnownDispatchCosts
    do throws(ResultsError) {
      costs = try KnownDispatchCosts(ofProbe: name, cache: CachePlace.standard)
    } catch { throw Failure.report(error) }
    let dispatch = costs.cost(of: name, on: running.rung)
    if dispatch == nil, !options.quiet {
      Terminal.complain(
        "what a hook of \(name) on \(running.rung.name) costs is not known; --budget counts its programs "
          + "and this process alone")
    }
    do throws(BPFError) {
      return try BudgetWatch(running, budget, options.limit.reaction, dispatch: dispatch) {
        if let notice = $0.notice(of: name) { Terminal.complain(notice) }
      }
    } catch { throw Failure.report(error) }
  }
}
