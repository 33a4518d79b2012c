// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Workloads

/// Knows how often a workload calls a function, and how long a call takes at least. The probe is loaded to look
/// at processes of the workload's name only.
final class FunctionWitness: Witness {
  private let kind: EventKind
  private let least: UInt64

  /// A witness of calls of a kind that take at least so many nanoseconds.
  init(_ kind: EventKind, least: UInt64) {
    self.kind = kind
    self.least = least
  }

  func take(_ record: RawSpan) {}

  func findings(_ probe: LoadedProbe) throws(BPFError) -> LoadFindings {
    var findings = LoadFindings()
    let start = Clocks.threadNanoseconds()
    let latencies = try Funclatency.latencies(of: probe)
    findings.readerNanoseconds = Clocks.threadNanoseconds() - start
    let bucket = LatencyHistogram.bucket(of: least)
    let tooShort = latencies.counts.prefix(bucket).reduce(0, +)
    if tooShort > 0 {
      findings.note = "\(tooShort) calls were reported to take less than \(least) ns"
    }
    findings.seen[kind] = .init(reported: latencies.count, wrong: tooShort)
    findings.dropped = try probe.drops()
    return findings
  }
}
