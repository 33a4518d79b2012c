// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Scale
import System
import Workloads

/// Knows how many reads `block-read` makes.
///
/// The probe counts the whole machine's, so that the kernel's own count of reads is taken while the probe is
/// attached: what it has beyond the workload's is somebody else's.
final class BlockWitness: Witness {
  private let probe: LoadedProbe
  private var kernelCounted: UInt64 = 0
  private var before: UInt64 = 0

  init(_ probe: LoadedProbe) { self.probe = probe }

  func attached() { before = Self.reads }

  func detaching() { kernelCounted += Self.reads - before }

  func findings() throws(BPFError) -> LoadFindings {
    var findings = LoadFindings()
    let start = Clocks.threadNanoseconds()
    let reads = try Biolatency.snapshot(of: probe).reads
    findings.readerNanoseconds = Clocks.threadNanoseconds() - start
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
