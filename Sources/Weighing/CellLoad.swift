// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// One load of a cell: programs freshly loaded and a workload freshly started, the unit of replication.
protocol CellLoad: AnyObject {
  /// The conditions of each block; the first two are `off` and `off again`.
  var conditions: [any Attachable] { get }
  /// The workload that runs in every stint.
  var workload: any OperationSource { get }
  /// Ends the load: waits for what is on its way to the reader and says what the probe reported.
  func finish() throws(WeighingError) -> LoadFindings
}

extension CellLoad {
  /// One of its conditions; `nil` where it has none of that name.
  func condition(_ condition: Condition) -> (any Attachable)? {
    conditions.first { $0.condition == condition }
  }
}

/// What a probe reported during a load, to hold against what the workload caused.
struct LoadFindings: Sendable, Hashable {
  /// Events of a kind that the probe reported.
  struct Seen: Sendable, Hashable {
    /// All of the workload's.
    var reported: UInt64 = 0
    /// Of these, those with a wrong field.
    var wrong: UInt64 = 0
  }

  /// By kind of event.
  var seen: [EventKind: Seen] = [:]
  /// What the kernel's own statistics counted while the probe was attached, of a kind that the probe
  /// reports for the whole machine.
  var kernelCounted: [EventKind: UInt64] = [:]
  /// What the kernel side counted as dropped; `nil` where it does not tell.
  var dropped: UInt64? = 0
  /// Runs of the probe's programs that the kernel skipped.
  var skippedRuns: UInt64 = 0
  /// CPU time of the reader in nanoseconds.
  var readerNanoseconds: UInt64 = 0
  /// Something a person should know of, such as an example of a wrong field.
  var note: String?
}

/// Makes the loads of a cell.
protocol CellLoadSource: AnyObject {
  /// Loads the programs and starts the workload anew.
  ///
  /// - Parameters:
  ///   - number: Counts the cell's loads from 0.
  ///   - random: The load's own randomness, for the layout of the workload's memory.
  /// - Returns: The load, with nothing attached.
  /// - Throws: What keeps the programs from being loaded or the workload from starting.
  func makeLoad(_ number: Int, random: inout RandomSource) throws(WeighingError) -> any CellLoad
}
