// SPDX-License-Identifier: Apache-2.0

import Scale
import System
import Workloads

/// The clock of a calibration, which reports the progress.
struct CalibrationWatch {
  private let start = Clocks.monotonicSeconds()
  /// Seconds for the whole run.
  let total: Double
  let report: (CalibrateProgress) -> Void

  /// Seconds since the start.
  var elapsed: Double { Clocks.monotonicSeconds() - start }

  /// The environment of a step, which reports its name.
  func environment(_ step: String) -> WeighingEnvironment {
    WeighingEnvironment(
      now: Clocks.monotonicSeconds,
      isInterrupted: {
        report(CalibrateProgress(step: step, fraction: min(1, elapsed / total)))
        return Interruption.isAsked
      },
      stolenTicks: { StolenTime.ticks(ofCPU: Affinity.workloadCPU) }, progress: { _ in })
  }
}
