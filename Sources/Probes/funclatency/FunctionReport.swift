// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The reports of `funclatency`: a histogram, or one for each function.
package struct FunctionReport: CountingReport {
  package let probe: Funclatency
  let found: FoundFunctions
  let isForced: Bool
  let remark: (String) -> Void
  var histograms: HistogramReport<String>

  /// Follows files that are mapped later.
  package func follow(
    _ running: RunningProbe, _ filter: ProbeFilter
  ) -> (any ProbeFollower)? {
    var probe = probe
    probe.filter = filter
    return FunctionFollower(found, probe, running, isForced: isForced, tell: remark)
  }

  package func check(_ loaded: LoadedProbe) throws(ToolError) {
    let refused = probe.refusedFunctions(of: loaded)
    let names = found.functions.names
    if refused.count == names.count, let reason = refused.min(by: { $0.key < $1.key }) {
      throw ToolError(
        description: "'\(names[reason.key])' cannot be traced: \(reason.value)", isWrongUse: false)
    }
    if let refusals = found.remark(refused: refused) { remark(refusals) }
  }

  package mutating func append(
    of loaded: LoadedProbe, to line: inout LineBuffer
  ) throws(BPFError) -> UInt64 {
    histograms.append(try entries(of: loaded), to: &line)
  }

  private func entries(
    of loaded: LoadedProbe
  ) throws(BPFError) -> [HistogramReport<String>.Entry] {
    if !probe.byFunction {
      return [.init(kind: "", labels: [], histogram: try Funclatency.latencies(of: loaded))]
    }
    return try probe.latenciesByFunction(of: loaded).map { name, latencies in
      .init(kind: name, labels: [.text("function", name)], histogram: latencies)
    }
  }
}
