// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords

/// The latencies of all requests so far, by what was asked of the device.
public struct LatencySnapshot: Sendable, Hashable {
  /// Reads.
  public var reads: LatencyHistogram
  /// Writes.
  public var writes: LatencyHistogram
  /// Flushes, discards, and all else.
  public var others: LatencyHistogram

  /// A snapshot from its parts.
  public init(
    reads: LatencyHistogram = .init(), writes: LatencyHistogram = .init(),
    others: LatencyHistogram = .init()
  ) {
    self.reads = reads
    self.writes = writes
    self.others = others
  }

  /// Every request.
  public var all: LatencyHistogram { reads.merged(with: writes).merged(with: others) }

  /// The latencies since an earlier snapshot of this probe.
  public func since(_ earlier: LatencySnapshot) -> LatencySnapshot {
    LatencySnapshot(
      reads: reads.since(earlier.reads), writes: writes.since(earlier.writes),
      others: others.since(earlier.others))
  }
}

extension Biolatency {
  /// Reads the histograms of a loaded `Biolatency`, attached or not.
  ///
  /// - Throws: `BPFError.failed` where the probe is another, or the kernel refuses.
  public static func snapshot(of probe: LoadedProbe) throws(BPFError) -> LatencySnapshot {
    let map = try probe.object.map("histograms")
    return LatencySnapshot(
      reads: try histogram(BIOLATENCY_READ, in: map),
      writes: try histogram(BIOLATENCY_WRITE, in: map),
      others: try histogram(BIOLATENCY_OTHER, in: map))
  }

  /// Reads the histograms of a loaded `Biolatency` that counts by disk or by flags, in no order.
  ///
  /// - Throws: `BPFError.failed` where the probe is another, or the kernel refuses.
  public static func kinds(of probe: LoadedProbe) throws(BPFError) -> [LatencyKind:
    LatencyHistogram]
  {
    var kinds: [LatencyKind: LatencyHistogram] = [:]
    for entry in try probe.object.map("by_kind").contents(perCPU: false) {
      let kind = LatencyKind(
        device: BlockDevice(number: entry.key.half(0)), flags: entry.key.half(1))
      kinds[kind] = LatencyHistogram(copies: entry.value.words)
    }
    return kinds
  }

  private static func histogram(
    _ operation: Int32, in map: BPFMap
  ) throws(BPFError) -> LatencyHistogram {
    LatencyHistogram(copies: try map.perCPUBytes(index: UInt32(operation)).words)
  }
}

/// The disk and flags that a histogram is of.
public struct LatencyKind: Sendable, Hashable, Comparable {
  /// The disk; number 0 where it was not asked for.
  public var device: BlockDevice
  /// `REQ_…`, the operation in the lowest eight bits; 0 where they were not asked for.
  public var flags: UInt32

  /// Which of the two comes first in a report.
  public static func < (one: LatencyKind, other: LatencyKind) -> Bool {
    (one.device.number, one.flags) < (other.device.number, other.flags)
  }

  /// A kind.
  public init(device: BlockDevice, flags: UInt32) {
    self.device = device
    self.flags = flags
  }
}
