// SPDX-License-Identifier: Apache-2.0

import Results
import Workloads

/// The options of a measurement.
public struct MeasureOptions: Sendable {
  /// The subjects to weigh.
  public var subjects: [any Subject]
  /// The workloads; empty: for each subject the one it watches and the bystander.
  public var workloads: [Workload] = []
  /// The name of the rung to force; `nil`: the best that the kernel allows.
  public var rung: String?
  /// Seconds that a cell may take; `nil`: a share of 5 minutes for the whole run, or of 45 s where
  /// it is quick.
  public var secondsPerCell: Double?
  /// Seconds to measure the machine's noise; `nil`: 5, or 1.5 where it is quick.
  public var calibrationSeconds: Double?
  /// The seed of every random choice.
  public var seed: UInt64 = 0
  /// Takes fewer loads and less time, for wider intervals.
  public var quick = false
  /// Does not shorten the kernel's grace periods.
  public var gentle = false
  /// The folder for the files of workloads and readers, which do not stay.
  public var directory = "/var/tmp"
  /// The command line, for the document.
  public var command: [String] = []

  /// Makes the default options.
  public init(_ subjects: [any Subject]) { self.subjects = subjects }
}

/// The progress of a measurement.
public enum MeasureProgress: Sendable {
  /// Measuring the machine's noise; the part that is done, from 0 to 1.
  case calibrating(Double)
  /// The calibration is done.
  case calibrated(Calibration)
  /// Weighing a cell; `fraction` is the part of its time that is over, from 0 to 1.
  case weighing(index: Int, count: Int, cell: String, fraction: Double)
  /// A cell is done; `index` counts from 0.
  case finished(index: Int, count: Int, cell: Cell)
}
