// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The reports of `syscount`: the counts since the last report.
package struct SyscallReport: CountingReport {
  /// A call, or a process.
  private struct Row {
    var key: Int
    /// The number of the call, or that of the process as it is shown; `nil` of all other calls together.
    var number: Int?
    /// The table that the call is of.
    var table: Syscount.Table?
    var name: [UInt8]
    var count: UInt64
    var time: UInt64
  }

  package let probe: Syscount
  private let unit: LatencyUnit
  private let top: Int?
  private let json: Bool
  private let showsTimeOfDay: Bool
  private let clock: EventClock
  private var before: [Int: Row] = [:]

  init(
    probe: Syscount, unit: LatencyUnit, top: Int?, json: Bool, showsTimeOfDay: Bool,
    clock: EventClock
  ) {
    self.probe = probe
    self.unit = unit
    self.top = top
    self.json = json
    self.showsTimeOfDay = showsTimeOfDay
    self.clock = clock
  }

  private var byProcess: Bool { probe.grouping == .process }
  private var withTime: Bool { probe.withTime }

  /// Writes the counts, the largest first; with times, the longest.
  ///
  /// - Returns: The number of calls.
  package mutating func append(
    of loaded: LoadedProbe, to line: inout LineBuffer
  ) throws(BPFError) -> UInt64 {
    let now = EventClock.now
    let rows = try rows(of: loaded)
    let fresh = rows.compactMap { row -> Row? in
      var since = row
      since.count -= min(row.count, before[row.key]?.count ?? 0)
      since.time -= min(row.time, before[row.key]?.time ?? 0)
      return since.count == 0 ? nil : since
    }
    before = Dictionary(rows.map { ($0.key, $0) }) { $1 }
    let sorted = fresh.sorted { one, other in
      let (mine, theirs) = withTime ? (one.time, other.time) : (one.count, other.count)
      return mine != theirs ? mine > theirs : one.key < other.key
    }
    let shown = sorted.prefix(top ?? .max)
    if json {
      for row in shown { append(object: row, now, to: &line) }
    } else {
      appendHeader(now, to: &line)
      for row in shown { append(row, to: &line) }
      line.endLine()
    }
    return fresh.reduce(0) { $0 + $1.count }
  }

  private func rows(of loaded: LoadedProbe) throws(BPFError) -> [Row] {
    if byProcess {
      return try Syscount.processCounts(of: loaded).map {
        Row(
          key: Int($0.machinePID), number: Int($0.pid), name: $0.comm, count: $0.count,
          time: $0.time)
      }
    }
    return try Syscount.callCounts(of: loaded).enumerated().map { place, call in
      Row(
        key: place, number: call.number, table: call.table, name: Array(call.name.utf8),
        count: call.count, time: call.time)
    }
  }

  private func appendHeader(_ now: UInt64, to line: inout LineBuffer) {
    if showsTimeOfDay {
      line.append("[\(clock.timeOfDay(now))]")
      line.endLine()
    }
    if byProcess {
      line.append("PID")
      line.pad(toColumn: 8)
    }
    line.append(byProcess ? "COMM" : "SYSCALL")
    line.pad(toColumn: nameEnd)
    line.append("COUNT")
    if withTime {
      line.pad(toColumn: nameEnd + 12)
      line.append("TIME (\(unit.symbol))")
    }
    line.endLine()
  }

  private var nameEnd: Int { byProcess ? 25 : 24 }

  private func append(_ row: Row, to line: inout LineBuffer) {
    if byProcess {
      line.append("\(row.number ?? 0)")
      line.pad(toColumn: 8)
    }
    line.append(printing: row.name)
    if row.table == .i386 { line.append(" (32-bit)") }
    line.pad(toColumn: nameEnd)
    line.append("\(row.count)")
    if withTime {
      line.pad(toColumn: nameEnd + 12)
      line.append(String(unit.text(of: row.time).prefix { $0 != " " }))
    }
    line.endLine()
  }

  private func append(object row: Row, _ now: UInt64, to line: inout LineBuffer) {
    line.beginObject()
    line.member("event", byProcess ? "process" : "syscall")
    line.member("time_ns", clock.sinceEpoch(now))
    if byProcess {
      line.member("pid", row.number ?? 0)
      line.member("comm", bytes: row.name)
    } else {
      line.member("syscall", bytes: row.name)
      if let number = row.number {
        line.member("number", number)
      } else {
        line.nullMember("number")
      }
      if let table = row.table { line.member("table", table.rawValue) }
    }
    line.member("count", row.count)
    if withTime { line.member("duration_ns", row.time) }
    line.endObjectLine()
  }
}
