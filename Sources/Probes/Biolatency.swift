// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// How long block devices take for the requests they are given, as histograms kept in the kernel.
///
/// A request that needs several completions counts once, when nothing of it remains; one that the device
/// sent back counts from its last issue.
public struct Biolatency: Probe {
  /// The name on the command line.
  public static let name = "biolatency"

  /// Whether the wait between a request's insertion into the queue and its issue is part of its latency.
  public var includeQueue: Bool

  /// The probe; the time in the queue only when asked for.
  public init(includeQueue: Bool = false) {
    self.includeQueue = includeQueue
  }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .biolatency }

  /// `tp_btf`, then raw tracepoints, keyed by the request; then classic tracepoints, keyed by device and
  /// sector: two requests for one sector at the same time are one to them, and they cannot tell the queue.
  public var ladder: [Rung] {
    let kernel = BlockTracepoints.ofThisKernel
    let queue = includeQueue ? [("insert", "block_rq_insert")] : []
    return kernel.rungs(queue + [("issue", "block_rq_issue")])
      + (includeQueue ? [] : [kernel.classicRung])
  }

  /// Writes the options into the object.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    try object.setConstants(
      bytes(of: biolatency_settings(include_queue: includeQueue ? 1 : 0)))
  }
}
