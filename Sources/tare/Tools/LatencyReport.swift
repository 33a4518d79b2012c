// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes

/// What `biolatency` says at a time: the histograms of what came since it last did.
struct LatencyReport {
  private typealias Label = HistogramReport<LatencyKind>.Label

  private let byDisk: Bool
  private let byFlags: Bool
  private var names: RequestFlags?
  private var report: HistogramReport<LatencyKind>

  init(
    table: HistogramTable, byDisk: Bool, byFlags: Bool, withTime: Bool, json: Bool, top: Int?,
    clock: EventClock
  ) {
    self.byDisk = byDisk
    self.byFlags = byFlags
    report = HistogramReport(table: table, withTime: withTime, json: json, top: top, clock: clock)
  }

  /// Writes the histograms, those with the most requests first.
  ///
  /// - Returns: The number of requests.
  mutating func append(
    of probe: LoadedProbe, to line: inout LineBuffer
  ) throws(BPFError) -> UInt64 {
    var entries: [HistogramReport<LatencyKind>.Entry] = []
    for (kind, histogram) in try kinds(of: probe).sorted(by: { $0.key < $1.key }) {
      entries.append(.init(kind: kind, labels: try labels(of: kind), histogram: histogram))
    }
    return report.append(entries, to: &line)
  }

  private func kinds(
    of probe: LoadedProbe
  ) throws(BPFError) -> [LatencyKind: LatencyHistogram] {
    if byDisk || byFlags { return try Biolatency.kinds(of: probe) }
    let all = try Biolatency.snapshot(of: probe).all
    return [LatencyKind(device: BlockDevice(number: 0), flags: 0): all]
  }

  private mutating func labels(of kind: LatencyKind) throws(BPFError) -> [Label] {
    var labels: [Label] = []
    if byDisk { labels.append(.text("disk", kind.device.name)) }
    if byFlags { labels.append(.text("flags", try text(of: kind.flags))) }
    return labels
  }

  private mutating func text(of flags: UInt32) throws(BPFError) -> String {
    let known: RequestFlags
    if let names { known = names } else { known = RequestFlags(try KernelBTF()) }
    names = known
    return known.text(of: flags)
  }
}
