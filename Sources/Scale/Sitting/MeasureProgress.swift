// SPDX-License-Identifier: Apache-2.0

import Results

/// What a run is doing, for a person who waits for it.
public enum MeasureProgress: Sendable {
  /// Looking at the machine's noise; how much of it is done, from 0 to 1.
  case calibrating(Double)
  /// What the calibration found.
  case calibrated(Calibration)
  /// Weighing a cell: its place from 0, how many there are, its name, how much of its time is gone.
  case weighing(index: Int, count: Int, cell: String, fraction: Double)
  /// A cell is done.
  case finished(index: Int, count: Int, cell: Cell)
}
