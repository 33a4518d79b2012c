// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// A calibration in which no field is empty.
enum CalibrationSample {
  private static let interval = Sample.interval

  static var document: CalibrationDocument {
    var document = CalibrationDocument(
      tareVersion: "0.1.0", startedAt: "2026-03-01T12:00:00Z", elapsedSeconds: 812.5,
      command: ["tare", "calibrate"], seed: 7, quick: false, machine: Sample.machine)
    document.noise = Sample.calibration
    document.hooks = [
      HookPrice(kind: "raw_tracepoint", target: "sys_enter", nanoseconds: interval, loads: 8),
      HookPrice(
        kind: "kprobe", target: "f", nanoseconds: nil, reason: "ENOENT (2)", loads: 0),
    ]
    document.systemCallPath = HookPrice(
      kind: "system call path", target: "syscalls/sys_enter_getpgid", nanoseconds: interval,
      loads: 8)
    document.same = SameComparisons.Control.allCases.map {
      SameComparisons(
        workload: "syscall-storm", control: $0, pValues: [0.01, 0.049, 0.05, 0.9],
        ratio: interval, nanoseconds: interval,
        noiseFloor: NoiseFloor(nanoseconds: 0.4, ratio: 0.002), secondsEach: 0.75,
        reason: "died")
    }
    document.stopping = DrawnRuns(
      workload: "syscall-storm", loads: 144, runs: 2000, calledDifferent: 90)
    document.weights = KnownWeights(
      hook: "tp_btf/sys_enter",
      points: [.init(multiplies: 128, outside: interval, inside: 106.5)], slopes: [interval],
      curvature: interval, outsideSlope: interval, insideSlope: 0.83, slopeResidual: interval,
      counted: [.init(kernel: "6.12.1", multiplies: 128, instructions: 128)],
      countedReason: "no kernel")
    document.planted = [
      PlantedCost(
        hook: "tp_btf/sys_enter", baseMultiplies: 512, extraMultiplies: 8, wanted: 0.01,
        longRun: 0.0102,
        tries: [interval, Interval(estimate: 0.01, low: -0.001, high: 0.02)], secondsEach: 2.5)
    ]
    document.coverage = [
      IntervalCoverage(
        subject: "8 multiplies on 512", longRun: 71.4,
        intervals: [interval, Interval(estimate: 1, low: 0, high: 2)])
    ]
    document.sittings = RepeatedSittings(
      subject: "256 multiplies", alone: [interval], withTerm: [interval], heldAlone: 7,
      heldWithTerm: 9, spread: 0.018, secondsEach: 5)
    document.disturbances = [
      Disturbance(
        load: "on the other CPU", disturbed: interval, quiet: interval, verdict: .invalid,
        reason: "it had its CPU for half of its time")
    ]
    document.closures = [
      ProbeClosure(
        probe: "syscount", rung: "tp_btf", workload: "syscall-storm", dispatch: interval,
        program: interval, total: interval, inside: 70, residual: interval, verdict: .closed,
        isExact: true, reason: "r")
    ]
    document.blindSpots = [BlindSpot(pid: 1, name: "agent", turns: 12)]
    document.lines = [
      CalibrationLine(
        name: "off against off", target: "4–16 of 200", found: "9 of 200", verdict: .holds,
        note: "n")
    ]
    document.failures = ["competing loads: the time was up"]
    return document
  }
}
