// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The reports of `biolatency`: a histogram, or one for each disk and kind of request.
package struct LatencyReport: CountingReport {
  private typealias Label = HistogramReport<LatencyKind>.Label

  package let probe: Biolatency
  private var names: RequestFlags?
  private var histograms: HistogramReport<LatencyKind>

  init(probe: Biolatency, histograms: HistogramReport<LatencyKind>) {
    self.probe = probe
    self.histograms = histograms
  }

  /// Writes the histograms, those with the most requests first.
  ///
  /// - Returns: The number of requests.
  package mutating func append(
    of loaded: LoadedProbe, to line: inout LineBuffer
  ) throws(BPFError) -> UInt64 {
    var entries: [HistogramReport<LatencyKind>.Entry] = []
    for (kind, histogram) in try kinds(of: loaded).sorted(by: { $0.key < $1.key }) {
      entries.append(.init(kind: kind, labels: try labels(of: kind), histogram: histogram))
    }
    return histograms.append(entries, to: &line)
  }

  private func kinds(
    of loaded: LoadedProbe
  ) throws(BPFError) -> [LatencyKind: LatencyHistogram] {
    if probe.byDevice || probe.byFlags { return try Biolatency.kinds(of: loaded) }
    let all = try Biolatency.snapshot(of: loaded).all
    return [LatencyKind(device: BlockDevice(number: 0), flags: 0): all]
  }

  private mutating func labels(of kind: LatencyKind) throws(BPFError) -> [Label] {
    var labels: [Label] = []
    if probe.byDevice { labels.append(.text("disk", kind.device.name)) }
    if probe.byFlags { labels.append(.text("flags", try text(of: kind.flags))) }
    return labels
  }

  private mutating func text(of flags: UInt32) throws(BPFError) -> String {
    let known: RequestFlags
    if let names { known = names } else { known = RequestFlags(try KernelBTF()) }
    names = known
    return known.text(of: flags)
  }
}
