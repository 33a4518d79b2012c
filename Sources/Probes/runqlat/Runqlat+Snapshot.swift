// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords

extension Runqlat {
  /// The waits of a process or thread.
  public struct Group: Sendable, Hashable {
    /// The process or thread; 0 where it has no number in the PID namespace that counts.
    public var identifier: UInt32
    /// The machine's own number of it, by which no two are the same.
    public var machineIdentifier: UInt32
    /// The process's or thread's own name when it waited last, at most 15 bytes.
    public var comm: [UInt8]
    /// Its waits since the probe was loaded.
    public var waits: LatencyHistogram
  }

  /// The waits of all threads, of a probe that was loaded to keep them together.
  ///
  /// - Throws: `BPFError.failed` where the probe is another, or the kernel refuses.
  public static func waits(of probe: LoadedProbe) throws(BPFError) -> LatencyHistogram {
    LatencyHistogram(copies: try probe.object.map("together").perCPUBytes(index: 0).words)
  }

  /// The waits by process or thread, in no order, of a probe that was loaded to keep them apart.
  ///
  /// - Throws: `BPFError.failed` where the probe is another, or the kernel refuses.
  public static func groups(of probe: LoadedProbe) throws(BPFError) -> [Group] {
    try probe.object.map("groups").contents(perCPU: false).map {
      group(key: $0.key, value: $0.value, probe.numbering)
    }
  }

  /// Decodes an entry of the map.
  static func group(key: MapWords, value: MapWords, _ numbering: Numbering) -> Group {
    let size = MemoryLayout<histogram>.size
    return Group(
      identifier: numbering.told(
        machine: key.half(0), namespace: value.half((size + 16) / 4)),
      machineIdentifier: key.half(0), comm: value.bytes(at: size, limit: 16),
      waits: LatencyHistogram(copies: Array(value.words.prefix(LatencyHistogram.wordsInKernel))))
  }
}
