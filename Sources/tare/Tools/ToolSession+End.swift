// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Budgeting
import Glibc
import Lines
import Probes
import System

extension ToolSession {
  /// The costs under `--budget`; complete when the probe is detached for good.
  private var budget: BudgetOutcome? { watch?.outcome }

  /// With `--sample`, the nanoseconds that the probe has been attached until now.
  var sampledNanoseconds: UInt64? {
    guard let watch, watch.outcome.samples else { return nil }
    return watch.attachedTime(EventClock.now)
  }

  /// Events that the kernel side could not keep, where the probe tells, and runs that the kernel skipped.
  private func losses() throws -> (lost: UInt64?, skipped: UInt64) {
    do throws(BPFError) {
      let lost = try running.loaded.drops().map { $0 + running.missed }
      return (lost, try running.loaded.skippedRuns())
    } catch { throw Failure.report(error) }
  }

  /// Adds the last object of a run.
  func appendEnd(_ events: UInt64, unfinished: UInt64? = nil, to line: inout LineBuffer) throws {
    let (lost, skipped) = try losses()
    line.beginObject()
    line.member("event", "end")
    line.member("probe", name)
    line.member("rung", running.rung.name)
    line.member("events", events)
    if let lost { line.member("lost", lost) }
    line.member("skipped", skipped)
    if let unfinished { line.member("unfinished", unfinished) }
    follower?.append(to: &line)
    line.member("duration_ns", nanosecondsAttached)
    budget?.append(to: &line, clock: clock)
    line.endObjectLine()
  }

  /// Tells on standard error how many events were seen, and what to do where some were lost.
  /// Throws the exit code where it is not 0.
  func end(_ count: UInt64, unfinished: UInt64 = 0, remedy: String) throws {
    let (lost, skipped) = try losses()
    if let lost, lost > 0 { Terminal.complain("\(name) lost \(Self.events(lost)); \(remedy)") }
    if skipped > 0 {
      Terminal.complain("\(name) missed \(Self.events(skipped)) that interrupted its own programs")
    }
    for remark in follower?.remarks ?? [] { Terminal.complain("\(name): \(remark)") }
    if !quiet {
      if let pid, !ThreadNumber(pid).exists {
        Terminal.complain("process \(pid) has ended meanwhile")
      }
      let isComplete = lost == 0 && follower?.isComplete != false
      Terminal.complain(summary(of: count, unfinished: unfinished, isComplete: isComplete))
    }
    if let failure = watch?.failure { throw Failure.report(failure) }
    if budget?.blown != nil { throw Failure.overBudget }
    // Ctrl-C is how these tools are ended; other signals are somebody else's.
    if let number = Interruption.signalNumber, number != SIGINT {
      throw Failure.interruption(by: number)
    }
  }

  private func summary(of count: UInt64, unfinished: UInt64, isComplete: Bool) -> String {
    let milliseconds = nanosecondsAttached / 1_000_000
    let calls =
      switch unfinished {
      case 0: ""
      case 1: "; 1 call had not returned"
      default: "; \(unfinished) calls had not returned"
      }
    return "\(Self.events(count)) in \(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
      + "\(isComplete ? ", none lost" : "")\(calls)\(budget?.remark ?? "")"
  }

  private static func events(_ count: UInt64) -> String {
    count == 1 ? "1 event" : "\(count) events"
  }
}
