// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// Documents made by hand, with every kind of cell a report must be able to print.
enum SampleDocument {
  static let everyKind = MeasureDocument(
    sitting: sitting(),
    cells: [
      opensnoop(), openBystander(),
      syscount(), syscountBystander(),
      execsnoop(), biolatency(), biolatencyBystander(), ext4slower(), funclatency(),
      unsupported(), oomkill(),
    ])

  static let interrupted = MeasureDocument(
    sitting: sitting(seed: 8, interrupted: true, flagged: "0.9 % half-width at 2 ms stints"),
    cells: [
      changed(opensnoop()) {
        $0.stopped = .interrupted
        $0.loads = 3
        $0.inside = nil
      }
    ])

  static let empty = MeasureDocument(sitting: sitting(interrupted: true), cells: [])

  /// Three sittings, in one of which the controls failed, and one on another machine.
  static let severalSittings: MeasureDocument = {
    let second = changed(opensnoop()) {
      $0.total = interval(424, 7)
      $0.contrasts = [probe(interval(424, 7), interval(0.186, 0.003))]
    }
    let third = changed(opensnoop()) { $0.verdict = .invalid(reason: "never differs from off") }
    let elsewhere = MeasureDocument(
      sitting: sitting(seed: 4, release: "6.1.0-32"), cells: [kprobe()])
    return MeasureDocument(sitting: sitting(seed: 1), cells: [opensnoop(), openBystander()])
      .merging(MeasureDocument(sitting: sitting(seed: 2), cells: [second]))
      .merging(MeasureDocument(sitting: sitting(seed: 3), cells: [third]))
      .merging(elsewhere)
  }()

  // MARK: - Cells

  static func opensnoop() -> Cell {
    changed(measured("opensnoop", "fexit", "open-storm", "open")) {
      $0.dispatch = interval(71.9, 0.6)
      $0.program = interval(340, 5.6)
      $0.total = interval(412, 6)
      $0.contrasts = [probe(interval(412, 6), interval(0.182, 0.0028))]
      $0.reader = ReaderCost(cpuNanosecondsPerEvent: interval(1234, 32), totalCPUSeconds: 0.5)
      $0.fidelity = fidelity(caused: 400_000)
      $0.inside = InsideCost(
        floorNanoseconds: 52.1, probeNanoseconds: 385, residualRatio: 0.0184)
    }
  }

  static func openBystander() -> Cell {
    bystander("opensnoop", "fexit", Interval(estimate: 0.1, low: -0.21, high: 0.41))
  }

  static func syscount() -> Cell {
    changed(measured("syscount", "tracepoint", "syscall-storm", "system call")) {
      $0.dispatch = interval(74, 0.8)
      $0.program = Interval(estimate: 0.2, low: -0.9, high: 1.3)
      $0.total = interval(74.3, 1.21)
      $0.contrasts = [probe(interval(74.3, 1.21), interval(0.392, 0.006))]
      $0.reader = ReaderCost(cpuNanosecondsPerEvent: nil, totalCPUSeconds: 0.01)
      $0.fidelity = fidelity(caused: 12_000_000)
    }
  }

  static func syscountBystander() -> Cell {
    bystander("syscount", "tracepoint", interval(74, 0.8))
  }

  static func execsnoop() -> Cell {
    changed(measured("execsnoop", "kprobe", "exec-storm", "exec")) {
      $0.refusedRungs = [
        RungRefusal(rung: "fentry", reason: "ENOTSUPP (524): no BTF for the function"),
        RungRefusal(
          rung: "tp_btf",
          reason: "EACCES (13): 0: R1=ctx() R10=fp0\n; invalid bpf_context access off=8 size=8"),
      ]
      $0.dispatch = interval(2_310, 140)
      $0.program = interval(4_120, 200)
      $0.total = interval(6_430, 210)
      $0.contrasts = [probe(interval(6_430, 210), interval(0.0071, 0.0003))]
      $0.reader = ReaderCost(cpuNanosecondsPerEvent: interval(15_300, 900), totalCPUSeconds: 0.2)
      $0.fidelity = fidelity(caused: 4_000, lost: 12, .lossy, "the ring buffer was full")
    }
  }

  static func biolatency() -> Cell {
    changed(measured("biolatency", "raw_tracepoint", "direct-read", "block read")) {
      $0.eventsPerOperation = 2
      $0.dispatch = interval(61, 4)
      $0.program = interval(118, 7)
      $0.total = interval(179, 7)
      $0.contrasts = [probe(interval(358, 14), interval(0.0042, 0.0002))]
      $0.fidelity = fidelity(caused: 80_000, wrong: 7, .wrong, "a latency of 2^63 ns")
    }
  }

  static func biolatencyBystander() -> Cell {
    changed(bystander("biolatency", "raw_tracepoint", interval(1, 0.1))) {
      $0.verdict = .invalid(reason: "off again differs from off by 2.1 % [1.7, 2.5]")
    }
  }

  /// Nothing can cause the event it watches, so only the bystander was weighed.
  static func oomkill() -> Cell {
    bystander("oomkill", "kprobe", interval(-3.1, 0.5))
  }

  static func ext4slower() -> Cell {
    changed(measured("ext4slower", "fentry", "ext4-read", "read")) {
      $0.options = ["threshold": "0"]
      $0.total = interval(613, 10)
      $0.verdict = .invalid(
        reason: "off again differs from off by 0.31 % [0.12, 0.50], more than the 0.1 % allowed")
    }
  }

  static func funclatency() -> Cell {
    Cell(
      probe: "funclatency", rung: "uretprobe", workload: "call-storm", role: .watched,
      unit: "function call",
      verdict: .failed(
        reason: "the workload ended with signal 9 after 2 loads",
        lastOutput: "first\nsecond\n\u{1B}[31mout of `memory`\u{1B}[0m\nKilled\n"))
  }

  static func unsupported() -> Cell {
    changed(
      Cell(
        probe: "gethostlatency", rung: "uprobe", workload: "resolver-storm", role: .watched,
        unit: "lookup", verdict: .unsupported(reason: "every rung was refused"))
    ) { $0.refusedRungs = [RungRefusal(rung: "uprobe_multi", reason: "EINVAL (22)")] }
  }

  static func kprobe() -> Cell {
    changed(opensnoop()) {
      $0.rung = "kprobe"
      $0.refusedRungs = [RungRefusal(rung: "fexit", reason: "EOPNOTSUPP (95)")]
    }
  }

  // MARK: - Parts

  static func interval(_ estimate: Double, _ halfWidth: Double) -> Interval {
    Interval(estimate: estimate, low: estimate - halfWidth, high: estimate + halfWidth)
  }

  static func changed(_ cell: Cell, _ change: (inout Cell) -> Void) -> Cell {
    var cell = cell
    change(&cell)
    return cell
  }

  private static func measured(
    _ probe: String, _ rung: String, _ workload: String, _ unit: String
  ) -> Cell {
    changed(
      Cell(
        probe: probe, rung: rung, workload: workload, role: .watched, unit: unit,
        verdict: .measured)
    ) {
      $0.eventsPerOperation = 1
      $0.noiseFloor = NoiseFloor(nanoseconds: 0.6, ratio: 0.001)
      ($0.loads, $0.blocks, $0.stints, $0.excludedStints) = (12, 360, 1_800, 5)
      $0.stopped = .width
    }
  }

  private static func bystander(_ probe: String, _ rung: String, _ cost: Interval) -> Cell {
    changed(measured(probe, rung, "getppid-storm", "system call")) {
      $0.role = .bystander
      $0.eventsPerOperation = 0
      $0.noiseFloor = NoiseFloor(nanoseconds: 0.4, ratio: 0.002)
      $0.bystanderCost = cost
    }
  }

  private static func probe(_ nanoseconds: Interval, _ ratio: Interval) -> ConditionCost {
    ConditionCost(
      condition: .probe, nanoseconds: nanoseconds, ratio: ratio, quietNanoseconds: nanoseconds)
  }

  private static func fidelity(
    caused: UInt64, lost: UInt64 = 0, wrong: UInt64 = 0, _ verdict: Fidelity.Verdict = .exact,
    _ note: String? = nil
  ) -> Fidelity {
    Fidelity(
      .init(caused: caused, reported: caused - lost - wrong, lost: lost, wrong: wrong),
      verdict: verdict, note: note)
  }

  private static func sitting(
    seed: UInt64 = 42, interrupted: Bool = false, flagged: String? = nil,
    release: String = "6.18.5"
  ) -> Sitting {
    Sitting(
      tareVersion: "0.1.0", startedAt: "2026-03-01T12:00:00Z", elapsedSeconds: 184.5,
      command: ["tare", "measure"], seed: seed, quick: false, interrupted: interrupted,
      machine: machine(release), calibration: calibration(flagged),
      method: Method(
        estimator: "Hodges-Lehmann in a load, t over loads",
        exclusion: "more than 0.1 ms stolen from the stint",
        stopping: "half-width <= max(0.5 ns, 0.25 %, 5 % of the effect)"))
  }

  static func machine(_ release: String) -> Machine {
    Machine(
      kernelRelease: release, kernelVersion: "#1 SMP PREEMPT_DYNAMIC", architecture: "x86_64",
      cpuModel: "AMD EPYC 7763 64-Core Processor", cpuCount: 2, virtualization: "kvm",
      mitigations: [
        "spectre_v1": "Mitigation: usercopy barriers", "spectre_v2": "Mitigation: Retpolines",
        "meltdown": "Not affected", "spec_rstack_overflow": "Vulnerable: Safe RET, no microcode",
      ], clockSource: "tsc", jit: .init(enabled: true, hardening: 0), hertz: 250,
      otherPrograms: [
        .init(id: 3, type: "cgroup_skb", name: "sd_fw_egress"),
        .init(id: 4, type: "cgroup_skb", name: "sd_fw_ingress"),
        .init(id: 9, type: "kprobe", name: "agent"),
      ], rcuExpedited: true, statisticsWereOn: false, threadClockNanoseconds: 180,
      wallClockNanoseconds: 31, loadAverage: [0.5, 0.2, 0.1], residentBytesPeak: 31_457_280)
  }

  private static func calibration(_ flagged: String?) -> Calibration {
    Calibration(
      stintMilliseconds: 2, slicesPerStint: 4, sliceMicroseconds: 500,
      spread: [.init(stintMilliseconds: 2, halfWidthPercent: 0.16)],
      toggles: [
        toggle("fexit", attach: (0.25, 0.5), detach: (0.12, 0.6)),
        toggle("tracepoint", attach: (0.31, 0.9), detach: (44.2, 61)),
        toggle("uprobe", attach: (8.1, 30), detach: (118, 130)),
      ], smallestDetectableEffect: .init(nanoseconds: 0.6, percent: 0.3), flagged: flagged)
  }

  private static func toggle(
    _ hook: String, attach: (Double, Double), detach: (Double, Double)
  ) -> Calibration.Toggle {
    .init(
      hook: hook, attachMilliseconds: .init(median: attach.0, p95: attach.1),
      detachMilliseconds: .init(median: detach.0, p95: detach.1))
  }
}
