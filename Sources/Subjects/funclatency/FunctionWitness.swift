// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import System
import Workloads

/// Knows the number of a workload's calls of a function, and the least time of a call. The probe
/// filters by the workload's name.
final class FunctionWitness: Witness {
  private let kind: EventKind
  private let shortest: UInt64
  private let probe: LoadedProbe

  /// Makes a witness of calls that take at least `shortest` nanoseconds.
  init(_ kind: EventKind, _ probe: LoadedProbe, shortest: UInt64) {
    self.kind = kind
    self.probe = probe
    self.shortest = shortest
  }

  func findings() throws(BPFError) -> LoadFindings {
    var (findings, latencies) = try LoadFindings.reading { () throws(BPFError) in
      try Funclatency.latencies(of: probe)
    }
    let bucket = LatencyHistogram.bucket(of: shortest)
    let tooShort = latencies.counts.prefix(bucket).reduce(0, +)
    if tooShort > 0 {
      findings.note = "\(tooShort) calls were reported to take less than \(shortest) ns"
    }
    findings.seen[kind] = .init(reported: latencies.count, wrong: tooShort)
    return findings
  }
}
