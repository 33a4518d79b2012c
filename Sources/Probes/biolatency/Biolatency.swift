// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// How long block devices take for the requests they are given, as histograms kept in the kernel.
///
/// A request that needs several completions counts once, when nothing of it remains; one that the
/// device sent back counts from its last issue.
public struct Biolatency: FilteredProbe {
  /// Disks and flags that can be told apart in one run.
  private static let mostKinds: UInt32 = 256

  /// Whose requests are counted, by who gives them to the device: for buffered writes the kernel.
  public var filter: ProbeFilter
  /// Whether a request's wait in the queue is part of its latency.
  public var includeQueue: Bool
  /// Only requests of this disk, if any.
  public var device: BlockDevice?
  /// Whether there is a histogram a disk.
  public var byDevice: Bool
  /// Whether there is a histogram for each combination of operation and flags.
  public var byFlags: Bool

  /// The probe; the time in the queue only when asked for.
  public init(
    filter: ProbeFilter = ProbeFilter(), includeQueue: Bool = false, device: BlockDevice? = nil,
    byDevice: Bool = false, byFlags: Bool = false
  ) {
    self.filter = filter
    self.includeQueue = includeQueue
    self.device = device
    self.byDevice = byDevice
    self.byFlags = byFlags
  }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .biolatency }

  /// Counted by CPU.
  public var losses: LossCount { .drops }

  /// `tp_btf`, then raw tracepoints, keyed by the request; then classic tracepoints, keyed by
  /// device and sector: two requests for one sector at the same time are one to them, and they
  /// cannot tell the queue nor the flags.
  ///
  /// A disk that makes no requests is watched by the bios that it is given, on the first two; these
  /// wait in no queue.
  public var ladder: [Rung] {
    let kernel = BlockTracepoints.ofThisKernel
    if device?.makesRequests == false { return kernel.bioRungs }
    let queue = includeQueue ? [("insert", "block_rq_insert")] : []
    return kernel.rungs(queue + [("issue", "block_rq_issue")])
      + (includeQueue || byFlags ? [] : [kernel.classicRung])
  }

  /// Requests that are not done.
  public var unfinished: [UnfinishedMap] { .started + [.entries("under_way")] }

  /// Writes the options into the object.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    if byDevice || byFlags { try object.setMaximumEntries(Self.mostKinds, ofMap: "by_kind") }
    let settings = biolatency_settings(
      filter: try filter.settings(), include_queue: includeQueue ? 1 : 0,
      device: device?.number ?? 0, by_device: byDevice ? 1 : 0, by_flags: byFlags ? 1 : 0)
    try object.setConstants(bytes(of: settings))
  }
}
