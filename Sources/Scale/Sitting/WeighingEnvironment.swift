// SPDX-License-Identifier: Apache-2.0

import System

/// The clock and the signals that weighing reads; tests script them.
package struct WeighingEnvironment {
  /// Seconds of a monotonic clock.
  package var now: () -> Double
  /// Whether the user or the system asked the run to end.
  package var isInterrupted: () -> Bool
  /// Ticks that the hypervisor has stolen from the workload's CPU so far.
  package var stolenTicks: () -> UInt64
  /// Hears which part of a cell's time is over, from 0 to 1.
  package var progress: (Double) -> Void

  package init(
    now: @escaping () -> Double, isInterrupted: @escaping () -> Bool,
    stolenTicks: @escaping () -> UInt64, progress: @escaping (Double) -> Void
  ) {
    self.now = now
    self.isInterrupted = isInterrupted
    self.stolenTicks = stolenTicks
    self.progress = progress
  }

  /// The environment of this machine, without signals and progress.
  package static var unattended: WeighingEnvironment {
    WeighingEnvironment(
      now: Clocks.monotonicSeconds, isInterrupted: { false }, stolenTicks: { 0 },
      progress: { _ in })
  }
}
