// SPDX-License-Identifier: Apache-2.0

import System

/// What the weighing needs of the world around it. Tests put a scripted one in its place.
package struct WeighingEnvironment {
  /// Seconds of a clock that only goes forward.
  package var now: () -> Double
  /// Whether the user or the system asked the run to end.
  package var isInterrupted: () -> Bool
  /// Time stolen so far by the hypervisor from the CPU of the workload, in ticks.
  package var stolenTicks: () -> UInt64
  /// Told how much of a cell's time is gone, from 0 to 1.
  package var progress: (Double) -> Void

  /// An environment of the given parts.
  package init(
    now: @escaping () -> Double, isInterrupted: @escaping () -> Bool,
    stolenTicks: @escaping () -> UInt64, progress: @escaping (Double) -> Void
  ) {
    self.now = now
    self.isInterrupted = isInterrupted
    self.stolenTicks = stolenTicks
    self.progress = progress
  }

  /// The environment of this machine, with nobody to tell how far the run is.
  package static var unattended: WeighingEnvironment {
    WeighingEnvironment(
      now: Clocks.monotonicSeconds, isInterrupted: { false }, stolenTicks: { 0 },
      progress: { _ in })
  }
}
