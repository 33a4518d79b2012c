// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// One load of a cell, the unit of replication: programs freshly loaded, a workload freshly
/// started.
package protocol CellLoad: AnyObject {
  /// The conditions of each block; the first two are `off` and `off again`.
  var conditions: [any Attachable] { get }
  /// The workload that runs in every stint.
  var workload: any OperationSource { get }
  /// Ends the load: drains the reader and returns what the probe reported.
  func finish() throws(WeighingError) -> LoadFindings
}

extension CellLoad {
  /// Finds a condition; `nil` where the load has none of that name.
  package func condition(_ condition: Condition) -> (any Attachable)? {
    conditions.first { $0.condition == condition }
  }
}

/// Makes the loads of a cell.
package protocol CellLoadSource: AnyObject {
  /// Loads the programs and starts the workload anew.
  func makeLoad(_ number: Int, random: inout RandomSource) throws(WeighingError) -> any CellLoad
}

/// The reports of a subject during a load, to compare with the events that the workload caused.
public struct LoadFindings: Sendable, Hashable {
  /// Reports of one kind of event.
  public struct Seen: Sendable, Hashable {
    /// Events of the workload that were reported.
    public var reported: UInt64
    /// Reports with a wrong field.
    public var wrong: UInt64

    /// Makes a count of reports and of wrong ones among them.
    public init(reported: UInt64 = 0, wrong: UInt64 = 0) {
      self.reported = reported
      self.wrong = wrong
    }
  }

  /// The reports by kind of event.
  public var seen: [EventKind: Seen] = [:]
  /// Events that the kernel's own statistics counted while the probe was attached, of a kind that
  /// the probe reports for the whole machine.
  public var kernelCounted: [EventKind: UInt64] = [:]
  /// Events that the kernel side had no room for; `nil` where it cannot tell.
  public var dropped: UInt64? = 0
  /// Runs of the probe's programs that the kernel skipped.
  public var skippedRuns: UInt64 = 0
  /// The reader's CPU time in nanoseconds.
  public var readerNanoseconds: UInt64 = 0
  /// A remark for the document, such as an example of a wrong field.
  public var note: String?

  /// Makes findings without any report.
  public init() {}
}
