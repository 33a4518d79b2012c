// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The reports of `runqlat`: a histogram, or one for each process or thread.
package struct WaitReport: CountingReport {
  package let probe: Runqlat
  var histograms: HistogramReport<UInt32>

  package mutating func append(
    of loaded: LoadedProbe, to line: inout LineBuffer
  ) throws(BPFError) -> UInt64 {
    histograms.append(try entries(of: loaded), to: &line)
  }

  private func entries(
    of loaded: LoadedProbe
  ) throws(BPFError) -> [HistogramReport<UInt32>.Entry] {
    if probe.grouping == .together {
      return [.init(kind: 0, labels: [], histogram: try Runqlat.waits(of: loaded))]
    }
    let number: StaticString = probe.grouping == .process ? "pid" : "tid"
    let groups = try Runqlat.groups(of: loaded).sorted {
      $0.machineIdentifier < $1.machineIdentifier
    }
    return groups.map { group in
      .init(
        kind: group.machineIdentifier,
        labels: [
          .init(key: number, value: .number(UInt64(group.identifier))),
          .init(key: "comm", value: .bytes(group.comm)),
        ], histogram: group.waits)
    }
  }
}
