// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// Each operation of a block device: which process asked for it, where, and how long it took.
///
/// The process is the one that made the request. For a write that was kept in memory first that is
/// the kernel's own thread that writes back. Disks that make no requests are seen where `disk` is
/// one of them.
public struct Biosnoop: FilteredProbe {
  /// Whose requests are reported.
  public var filter: ProbeFilter
  /// Only requests to this disk are reported; to all where it is `nil`.
  public var disk: BlockDevice?
  /// Whether the time before a request was given to the device is wanted: a rung that cannot tell
  /// it is then not taken.
  public var includeQueue: Bool

  /// The probe.
  public init(
    filter: ProbeFilter = ProbeFilter(), disk: BlockDevice? = nil, includeQueue: Bool = false
  ) {
    self.filter = filter
    self.disk = disk
    self.includeQueue = includeQueue
  }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .biosnoop }

  /// Counted by CPU.
  public var losses: LossCount { .drops }

  /// `tp_btf`, then raw tracepoints, keyed by the request; then classic tracepoints, keyed by
  /// device and sector: two requests for one sector at the same time are one to them, they take who
  /// gives the request to the device for who made it, and they cannot tell the queue.
  ///
  /// A disk that makes no requests is watched by the bios that it is given, on the first two.
  public var ladder: [Rung] {
    let kernel = BlockTracepoints.ofThisKernel
    if disk?.makesRequests == false { return kernel.bioRungs }
    let first = kernel.hasStart ? ("begin", "block_io_start") : ("insert", "block_rq_insert")
    return kernel.rungs([first, ("issue", "block_rq_issue")], wordsWithoutQueue: ["begin"])
      + (includeQueue ? [] : [kernel.classicRung])
  }

  /// Requests that are not done.
  public var unfinished: [UnfinishedMap] { [.entries("requests"), .entries("under_way")] }

  /// Writes the options into the object.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    try object.setConstants(
      bytes(
        of: biosnoop_settings(
          filter: try filter.settings(), one_device: disk == nil ? 0 : 1,
          device: disk?.number ?? 0)))
  }
}
