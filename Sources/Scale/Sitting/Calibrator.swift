// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

/// Measures the machine's noise before a run, and divides operations by it.
package struct Calibrator {
  /// The wanted length of a slice by the wall clock, in nanoseconds. An interrupt falls into one of
  /// several short slices, and their median ignores it: intervals of system calls, opens and
  /// switches were two to four times narrower here with six slices of 100 µs than with three of
  /// 300.
  package static let sliceNanoseconds = 100_000.0
  /// Conditions in a block: off, off again, never, floor, probe.
  package static let conditions = 5
  /// Seconds of weighing for which the smallest detectable effect is stated.
  static let statedSeconds = 10.0

  /// CPU nanoseconds per operation of consecutive slices, with nothing attached.
  private let slices: [Double]
  private let operationNanoseconds: Double
  private let seed: UInt64

  /// Runs the bystander's operations with nothing attached.
  package init(
    seconds: Double, seed: UInt64, environment: WeighingEnvironment
  ) throws(WeighingError) {
    let workload = try RunningWorkload(.syscallStorm, directory: "/")
    self.seed = seed
    operationNanoseconds = try Self.operationNanoseconds(of: workload)
    let operations = max(1, Int(Self.sliceNanoseconds / operationNanoseconds))
    var slices: [Double] = []
    let start = environment.now()
    while environment.now() - start < seconds || slices.count < 1800 {
      if environment.isInterrupted() { throw .interrupted }
      environment.progress(min(1, (environment.now() - start) / seconds))
      slices += try workload.run(slices: 60, operations: operations).filter { !$0.isWithoutCPUTime }
        .map { Double($0.cpuNanoseconds) / Double(operations) }
    }
    self.slices = slices
  }

  /// Predicts the half-width of an interval for several lengths of a stint.
  func curve(toggleSeconds: Double, budgetSeconds: Double) -> HalfWidthCurve {
    var random = RandomSource(seed: seed)
    return HalfWidthCurve(
      slices: slices, sliceSeconds: Self.sliceNanoseconds / 1e9,
      slicesPerStint: [6, 9, 12, 18, 24, 36, 72, 144],
      plan: .init(
        conditions: Self.conditions,
        toggleSecondsPerBlock: toggleSeconds
          + (Double(Self.conditions) * StintPlan.discardedNanoseconds / 1e9),
        budgetSeconds: budgetSeconds),
      random: &random)
  }

  /// The most slices in a stint: the median of twice as many is no better, and makes the document
  /// twice as long.
  private static let mostSlices = 24

  /// The best stint on this machine: its slices and their length.
  private static func shape(_ curve: HalfWidthCurve) -> (slices: Int, sliceNanoseconds: Double) {
    let slices = curve.best?.slicesPerStint ?? 8
    let stretch = max(1, Double(slices) / Double(mostSlices))
    return (min(slices, mostSlices), sliceNanoseconds * stretch)
  }

  /// Divides operations into slices and stints as is best on this machine.
  package func stints(
    operationNanoseconds: Double, toggleSeconds: Double, budgetSeconds: Double
  ) -> StintPlan {
    let shape = Self.shape(curve(toggleSeconds: toggleSeconds, budgetSeconds: budgetSeconds))
    return StintPlan(
      operationNanoseconds: operationNanoseconds, sliceNanoseconds: shape.sliceNanoseconds,
      stintNanoseconds: shape.sliceNanoseconds * Double(shape.slices))
  }

  /// The calibration for the document.
  package func calibration(toggles: [WayToggle]) -> Calibration {
    let fastest = toggles.map(\.blockSeconds).min() ?? 0
    let curve = curve(toggleSeconds: fastest, budgetSeconds: Self.statedSeconds)
    let best = curve.best
    let effect = best?.minimumDetectableEffect ?? 1
    let base = median(slices) ?? operationNanoseconds
    let shape = Self.shape(curve)
    let isNoisy = effect > 0.003 && effect * base > 0.6
    return Calibration(
      stintMilliseconds: Double(shape.slices) * shape.sliceNanoseconds / 1e6,
      slicesPerStint: shape.slices, sliceMicroseconds: shape.sliceNanoseconds / 1e3,
      spread: curve.points.map {
        .init(stintMilliseconds: $0.stintSeconds * 1e3, halfWidthPercent: $0.halfWidth * 100)
      },
      toggles: toggles.map(\.documented),
      smallestDetectableEffect: .init(nanoseconds: effect * base, percent: effect * 100),
      flagged: isNoisy
        ? "this machine is noisy: in 10 s it cannot show an effect of 0.3 % or 0.6 ns" : nil)
  }

  /// How many times longer than planned an operation with programs attached may take.
  private static let mostStretched = 3.0

  /// Measures the length of an operation by the wall clock, in nanoseconds: the median of a few
  /// slices, after some to warm up.
  package static func operationNanoseconds(
    of workload: any OperationSource
  ) throws(WeighingError) -> Double {
    // Ten operations at a time, as a workload may take turns of ten.
    var operations = 10
    while true {
      let slices = try workload.run(slices: 5, operations: operations)
      let wall = median(slices.map { Double($0.wallNanoseconds) }) ?? 0
      if wall >= sliceNanoseconds || operations >= 1_000_000 {
        return max(wall / Double(operations), 0.1)
      }
      operations *= 4
    }
  }

  /// Measures the length of an operation to plan slices for, in nanoseconds: that under the lightest
  /// conditions, or a third of that under the heaviest where it is more. Calling a function takes a
  /// nanosecond, and a thousand with a uprobe: a slice must not last a second then.
  package static func plannedNanoseconds(
    of workload: any OperationSource, lightest: [SubjectCondition] = [],
    heaviest: [SubjectCondition]
  ) throws(WeighingError) -> Double {
    let shortest = try operationNanoseconds(of: workload, under: lightest[...])
    guard !heaviest.isEmpty else { return shortest }
    let longest = try operationNanoseconds(of: workload, under: heaviest[...])
    return max(shortest, longest / mostStretched)
  }

  private static func operationNanoseconds(
    of workload: any OperationSource, under conditions: ArraySlice<SubjectCondition>
  ) throws(WeighingError) -> Double {
    guard let first = conditions.first else { return try operationNanoseconds(of: workload) }
    return try first.whileAttached { () throws(WeighingError) in
      try operationNanoseconds(of: workload, under: conditions.dropFirst())
    }
  }
}
