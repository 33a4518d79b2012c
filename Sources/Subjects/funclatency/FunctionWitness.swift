// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import System
import Workloads

/// Knows how often a workload calls a function, and how long a call takes at least. The probe is loaded to look
/// at processes of the workload's name only.
final class FunctionWitness: Witness {
  private let kind: EventKind
  private let shortest: UInt64
  private let probe: LoadedProbe

  /// A witness of calls of a kind that take at least so many nanoseconds.
  init(_ kind: EventKind, _ probe: LoadedProbe, shortest: UInt64) {
    self.kind = kind
    self.probe = probe
    self.shortest = shortest
  }

  func findings() throws(BPFError) -> LoadFindings {
    var findings = LoadFindings()
    let start = Clocks.threadNanoseconds()
    let latencies = try Funclatency.latencies(of: probe)
    findings.readerNanoseconds = Clocks.threadNanoseconds() - start
    let bucket = LatencyHistogram.bucket(of: shortest)
    let tooShort = latencies.counts.prefix(bucket).reduce(0, +)
    if tooShort > 0 {
      findings.note = "\(tooShort) calls were reported to take less than \(shortest) ns"
    }
    findings.seen[kind] = .init(reported: latencies.count, wrong: tooShort)
    return findings
  }
}
