// SPDX-License-Identifier: Apache-2.0

/// What the weighing needs of the world around it. Tests put a scripted one in its place.
struct WeighingEnvironment {
  /// Seconds of a clock that only goes forward.
  var now: () -> Double
  /// Whether the user or the system asked the run to end.
  var isInterrupted: () -> Bool
  /// Time stolen so far by the hypervisor from the CPU of the workload, in ticks.
  var stolenTicks: () -> UInt64
  /// Told how much of a cell's time is gone, from 0 to 1.
  var progress: (Double) -> Void
}
