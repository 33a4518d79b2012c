// SPDX-License-Identifier: Apache-2.0

import Results

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
