// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes

/// What `biolatency` says at a time: the histograms of what came since it last did.
struct LatencyReport {
  let table: HistogramTable
  let byDisk: Bool
  let byFlags: Bool
  let withTime: Bool
  let json: Bool
  let top: Int?
  let clock: EventClock
  private var before: [LatencyKind: LatencyHistogram] = [:]
  private var names: RequestFlags?

  init(
    table: HistogramTable, byDisk: Bool, byFlags: Bool, withTime: Bool, json: Bool, top: Int?,
    clock: EventClock
  ) {
    self.table = table
    self.byDisk = byDisk
    self.byFlags = byFlags
    self.withTime = withTime
    self.json = json
    self.top = top
    self.clock = clock
  }

  /// Writes the histograms, those with the most requests first.
  ///
  /// - Returns: The number of requests.
  mutating func append(of probe: LoadedProbe, to line: inout LineBuffer) throws(BPFError) -> UInt64
  {
    let now = EventClock.now
    let kinds = try kinds(of: probe)
    var fresh: [(kind: LatencyKind, histogram: LatencyHistogram)] = []
    for (kind, histogram) in kinds {
      let since = before[kind].map { histogram.since($0) } ?? histogram
      if since.count > 0 || kinds.count == 1 { fresh.append((kind, since)) }
    }
    before = kinds
    fresh.sort {
      let (one, other) = ($0.histogram.count, $1.histogram.count)
      return one != other ? one > other : $0.kind < $1.kind
    }
    if withTime, !json {
      line.append("\(clock.timeOfDay(now))")
      line.endLine()
    }
    for (kind, histogram) in fresh.prefix(top ?? .max) {
      try append(kind, histogram, now, to: &line)
    }
    return fresh.reduce(0) { $0 + $1.histogram.count }
  }

  private func kinds(
    of probe: LoadedProbe
  ) throws(BPFError) -> [LatencyKind: LatencyHistogram] {
    if byDisk || byFlags { return try Biolatency.kinds(of: probe) }
    let all = try Biolatency.snapshot(of: probe).all
    return [LatencyKind(device: BlockDevice(number: 0), flags: 0): all]
  }

  private mutating func append(
    _ kind: LatencyKind, _ histogram: LatencyHistogram, _ now: UInt64, to line: inout LineBuffer
  ) throws(BPFError) {
    let flags = byFlags ? try text(of: kind.flags) : nil
    if json {
      line.beginObject()
      line.member("event", "histogram")
      line.member("time_ns", clock.sinceEpoch(now))
      if byDisk { line.member("disk", kind.device.name) }
      if let flags { line.member("flags", flags) }
      line.members(of: histogram)
      line.endObjectLine()
      return
    }
    if byDisk {
      line.append("disk = \(kind.device.name)")
      line.endLine()
    }
    if let flags {
      line.append("flags = \(flags)")
      line.endLine()
    }
    table.append(histogram, to: &line)
    line.endLine()
  }

  private mutating func text(of flags: UInt32) throws(BPFError) -> String {
    let known: RequestFlags
    if let names { known = names } else { known = RequestFlags(try KernelBTF()) }
    names = known
    return known.text(of: flags)
  }
}
