// SPDX-License-Identifier: Apache-2.0

import Statistics

@testable import Results

/// A document in which no field is empty, so that a test sees each of them.
enum Sample {
  static let interval = Interval(estimate: 71.9, low: 71.3, high: 72.5)

  static func sitting(seed: UInt64 = .max) -> Sitting {
    Sitting(
      tareVersion: "0.1.0", startedAt: "2026-03-01T12:00:00Z", elapsedSeconds: 184.5,
      command: ["tare", "measure", "opensnoop"], seed: seed, quick: true, interrupted: false,
      machine: machine, calibration: calibration,
      method: Method(
        estimator: "Hodges-Lehmann in a load, t over loads", exclusion: "stolen time in the stint",
        stopping: "half-width <= max(0.5 ns, 0.25 %, 5 % of the effect)"))
  }

  static let machine = Machine(
    kernelRelease: "6.18.5", kernelVersion: "#1 SMP PREEMPT_DYNAMIC", architecture: "x86_64",
    cpuModel: "AMD EPYC", cpuCount: 2, virtualization: "kvm",
    mitigations: ["spectre_v2": "Mitigation: Retpolines"], clockSource: "tsc",
    jit: .init(enabled: true, hardening: 1), hertz: 250,
    otherPrograms: [.init(id: 7, type: "cgroup_skb", name: "")], rcuExpedited: true,
    statisticsWereOn: false, threadClockNanoseconds: 180.25, wallClockNanoseconds: 31,
    loadAverage: [0.5, 0.25, 0], residentBytesPeak: 31_457_280)

  static let calibration = Calibration(
    stintMilliseconds: 2, slicesPerStint: 4, sliceMicroseconds: 500,
    spread: [.init(stintMilliseconds: 1, halfWidthPercent: 0.18)],
    toggles: [
      .init(
        hook: "fexit", attachMilliseconds: .init(median: 0.25, p95: 0.5),
        detachMilliseconds: .init(median: 0.125, p95: 0.6))
    ],
    smallestDetectableEffect: .init(nanoseconds: 0.6, percent: 0.3), flagged: "steal")

  static func cell(verdict: CellVerdict = .measured) -> Cell {
    var cell = Cell(
      probe: "opensnoop", rung: "fexit", workload: "open-storm", role: .watched, unit: "open",
      verdict: verdict)
    cell.refusedRungs = [RungRefusal(rung: "fentry", reason: "EOPNOTSUPP (95)")]
    cell.options = ["threshold": "0"]
    cell.operationsPerSlice = 250
    cell.slicesPerStint = 4
    cell.eventsPerOperation = 1
    cell.base = Interval(estimate: 2289, low: 2280, high: 2298)
    cell.contrasts = [.offAgain, .never, .floor, .probe, Condition("kprobe")].map {
      ConditionCost(
        condition: $0, nanoseconds: interval, ratio: interval, quietNanoseconds: interval)
    }
    (cell.dispatch, cell.program, cell.total) = (interval, interval, interval)
    cell.bystanderCost = interval
    cell.noiseFloor = NoiseFloor(nanoseconds: 0.6, ratio: 0.001)
    cell.reader = ReaderCost(cpuNanosecondsPerEvent: interval, totalCPUSeconds: 0.25)
    let counts = Fidelity.Counts(caused: 400_000, reported: 399_999, lost: 1, wrong: 0)
    cell.fidelity = Fidelity(counts, byKind: ["openat": counts], verdict: .lossy, note: "ring full")
    cell.fidelity?.blindSpots = [BlindSpot(pid: 1, name: "agent", turns: 12)]
    let costs = ProgramCosts(
      busy: interval, idle: interval, apart: 3e-7, pauses: [.init(seconds: 0.001, added: interval)])
    var pauses = PauseCosts(
      programs: costs,
      looks: .init(perSecond: 10, full: interval, empty: interval, event: interval))
    pauses.census = costs
    pauses.crossed = 0.5
    cell.afterPauses = pauses
    cell.afterPausesElsewhere = PauseCosts(programs: costs, looks: nil)
    cell.inside = InsideCost(floorNanoseconds: 52, probeNanoseconds: 380, residualRatio: 0.03)
    (cell.loads, cell.blocks, cell.stints, cell.excludedStints) = (2, 100, 500, 3)
    cell.stopped = .width
    cell.wallSeconds = 12.5
    cell.raw = .noisy(loads: 2, blocks: 50)
    return cell
  }

  static let document = MeasureDocument(
    sitting: sitting(),
    cells: [
      cell(), cell(verdict: .invalid(reason: "off again differs")),
      cell(verdict: .failed(reason: "the workload died", lastOutput: "Killed\n")),
      cell(verdict: .unsupported(reason: "EPERM (1)")),
    ])
}
