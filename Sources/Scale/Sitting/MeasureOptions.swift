// SPDX-License-Identifier: Apache-2.0

import Workloads

/// What a run is to weigh, and how.
public struct MeasureOptions: Sendable {
  /// What to weigh.
  public var subjects: [any Subject]
  /// The workloads to weigh them on; empty: each on the one it watches and on the bystander.
  public var workloads: [Workload] = []
  /// The rung to force, by name; `nil`: the best that the kernel allows.
  public var rung: String?
  /// Seconds that a cell may take; `nil`: what makes the whole run last at most 5 minutes, or 45 s where
  /// it is quick.
  public var secondsPerCell: Double?
  /// Seconds for which the machine's noise is looked at before anything is weighed; `nil`: 5, or 1.5 where it is quick.
  public var calibrationSeconds: Double?
  /// Where every random choice comes from.
  public var seed: UInt64 = 0
  /// Fewer loads and less time, for intervals as wide as that makes them.
  public var quick = false
  /// Leaves the kernel's grace periods as they are.
  public var gentle = false
  /// Where workloads and readers put their files; nothing of them stays.
  public var directory = "/var/tmp"
  /// The command line, for the document.
  public var command: [String] = []

  /// The defaults for some subjects.
  public init(_ subjects: [any Subject]) { self.subjects = subjects }
}
