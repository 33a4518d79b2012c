// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Scale
import System
import Workloads

/// Knows the number of reads that `block-read` makes.
///
/// The probe counts the reads of the whole machine, and so does the kernel while the probe is
/// attached: those beyond the workload's are of other processes.
final class BlockWitness: Witness {
  private let probe: LoadedProbe
  private var kernelCounted: UInt64 = 0
  private var before: UInt64 = 0

  init(_ probe: LoadedProbe) { self.probe = probe }

  func attached() { before = Self.reads }

  func detaching() { kernelCounted += Self.reads - before }

  func findings() throws(BPFError) -> LoadFindings {
    var (findings, reads) = try LoadFindings.reading { () throws(BPFError) in
      try Biolatency.snapshot(of: probe).reads
    }
    findings.seen[.blockRead] = .init(reported: reads.count)
    findings.kernelCounted[.blockRead] = kernelCounted
    return findings
  }

  /// Reads that all block devices have completed: the first field of `/sys/block/*/stat`.
  private static var reads: UInt64 {
    Folder.names(in: "/sys/block").reduce(0) { sum, device in
      let fields = File.text(of: "/sys/block/\(device)/stat")?.split(whereSeparator: \.isWhitespace)
      return sum + (fields?.first.flatMap { UInt64($0) } ?? 0)
    }
  }
}
