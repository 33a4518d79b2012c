// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The report of `offcputime`: each stack and how long it blocked, the longest first.
package struct StackReport: CountingReport {
  /// How stacks are written.
  enum Form {
    case folded, blocks, json
  }

  package let probe: Offcputime
  let form: Form
  let top: Int?
  let complain: (String) -> Void
  /// What processes had mapped that have ended since.
  private var history: ProcessHistory?

  init(probe: Offcputime, form: Form, top: Int?, complain: @escaping (String) -> Void) {
    self.probe = probe
    self.form = form
    self.top = top
    self.complain = complain
  }

  private var stacks: Offcputime.Stacks { probe.stacks }

  package mutating func follow(
    _ running: RunningProbe, _ filter: ProbeFilter
  ) -> (any ProbeFollower)? {
    guard stacks != .kernel else { return nil }
    do throws(BPFError) { history = try ProcessHistory(of: filter) } catch {
      complain("functions of processes that end before the report have no names: \(error)")
    }
    return history
  }

  /// Tells where functions have no names.
  private func tellObstacles(_ folded: FoldedStacks) {
    if stacks != .user, let obstacle = folded.obstacle { complain(obstacle) }
    if stacks != .kernel, let obstacle = UserSymbols.obstacle { complain(obstacle) }
    if stacks != .kernel, !PIDNamespace.ownsProc {
      complain("functions of programs have no names: \(PIDNamespace.foreignProc)")
    }
  }

  /// Writes the stacks. Symbols are read now, when nothing is counted any more.
  ///
  /// - Returns: How often threads were blocked.
  package func append(
    of loaded: LoadedProbe, to line: inout LineBuffer
  ) throws(BPFError) -> UInt64 {
    let blocked = try Offcputime.blocked(of: loaded)
    let lost = try Offcputime.lostStacks(of: loaded)
    if lost > 0 { complain("there was no room for \(lost) stacks, which say [lost]") }
    var folded = FoldedStacks(history: history)
    tellObstacles(folded)
    if form == .json {
      let sorted = blocked.sorted { ($1.sum, $0.tid) < ($0.sum, $1.tid) }
      for entry in sorted.prefix(top ?? .max) { appendObject(entry, &folded, to: &line) }
    } else {
      for entry in folded.lines(of: blocked).prefix(top ?? .max) { append(entry, to: &line) }
    }
    for omission in folded.omissions { complain(omission) }
    return blocked.reduce(0) { $0 + $1.count }
  }

  private func append(_ entry: FoldedStacks.Line, to line: inout LineBuffer) {
    let microseconds = entry.nanoseconds / 1000
    if form == .folded {
      line.append(printing: Array(entry.stack.utf8))
      line.append(" \(microseconds)")
      line.endLine()
      return
    }
    let parts = entry.stack.split(separator: ";", omittingEmptySubsequences: false)
    // The innermost frame first, the name of the threads at last, as people read a stack.
    for frame in parts.dropFirst().reversed() {
      line.append("    ")
      line.append(printing: Array(frame.utf8))
      line.endLine()
    }
    line.append("    -                ")
    line.append(printing: Array(parts[0].utf8))
    line.endLine()
    line.append("        \(microseconds)")
    line.endLine()
    line.endLine()
  }

  private func appendObject(
    _ entry: Offcputime.Blocked, _ folded: inout FoldedStacks, to line: inout LineBuffer
  ) {
    let frames = folded.stack(of: entry).split(separator: ";").dropFirst()
    line.beginObject()
    line.member("event", "blocked")
    line.member("pid", entry.pid)
    line.member("tid", entry.tid)
    line.member("comm", bytes: entry.comm)
    line.member("count", entry.count)
    line.member("sum_ns", entry.sum)
    line.member("max_ns", entry.maximum)
    line.member("frames", list: frames.map { Array($0.utf8) })
    line.endObjectLine()
  }
}
