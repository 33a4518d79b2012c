// SPDX-License-Identifier: Apache-2.0

import Results

/// Matrices made by hand, with everything that a report must be able to print.
enum SampleMatrix {
  static let allSeries = [
    "5.10", "6.1", "6.5", "6.6", "6.9", "6.10", "6.11", "6.12", "6.16", "6.18", "7.3",
  ]

  /// Eleven series; one does not boot, one has a boot that fails to weigh.
  static let everyKind: MatrixDocument = {
    var kernels = allSeries.enumerated().map { kernel($1, at: $0) }
    kernels[2] = broken(kernels[2])
    kernels[6].costFailure =
      "the guest hangs: no answer to the job 'instructions' within 60 seconds"
    kernels[6].hooks = []
    kernels[6].base = nil
    for place in kernels[6].cells.indices { kernels[6].cells[place].cost = nil }
    return document(kernels)
  }()

  static let verdictsOnly = document(["6.12", "7.3"].map { withoutCosts(kernel($0, at: 7)) })

  static let interrupted = document([kernel("5.10", at: 0)], interrupted: true)

  static let empty = document([], interrupted: true)

  /// Strings as a hostile program or a broken console could have them.
  static let hostile: MatrixDocument = {
    let text = "\u{1B}[2J]]>&<|`*_\"'\u{0}\u{FFFE}\u{202E}\r\nend ~~~ \u{200B}%"
    var run = KernelRun(
      series: "6.12 | <b>", release: text, build: text, origin: text,
      startedAt: "2026-03-01T12:00:00Z", failure: text, costFailure: "cost \(text)",
      consoleEnd: "~~~\n\(text)\n```", consoleFindings: [text])
    run.cells = MatrixCell.Verdict.allCases.map { verdict in
      MatrixCell(
        probe: "open|snoop\n", rung: "\(verdict)\u{1B}<&", verdict: verdict, reason: text,
        checks: [.init(name: text, passed: false, detail: text)],
        programs: [.init(name: text, processedInstructions: .max)],
        cost: cost(1e18, 0.5, 1e18, bystander: -3), consoleFindings: [text])
    }
    run.hooks = [
      MatrixHook(hook: text, instructions: nil, reason: text, boots: 0, spread: nil),
      MatrixHook(hook: "kprobe", instructions: 0.25, boots: 1, spread: nil),
    ]
    return document([run])
  }()

  static func document(_ kernels: [KernelRun], interrupted: Bool = false) -> MatrixDocument {
    MatrixDocument(
      tareVersion: "0.1.0", startedAt: "2026-03-01T12:00:00Z", elapsedSeconds: 341.25,
      command: ["tare", "matrix"],
      host: .init(
        cpuModel: "AMD EPYC", cpuCount: 2, kernelRelease: "6.18.5",
        emulator: "QEMU emulator version 7.2.22", accelerator: .tcg, guestsAtATime: 2),
      split: .init(
        bootSeconds: 96.5, verdictSeconds: 241, costSeconds: 322, bareBootSeconds: 38.75),
      kernels: kernels, interrupted: interrupted)
  }

  // MARK: - Kernels

  /// The kernel of a series; those after the first cost a little more each.
  static func kernel(_ series: String, at age: Int) -> KernelRun {
    var run = KernelRun(
      series: series, release: "\(series).117-cloud-amd64", build: "#1 SMP PREEMPT_DYNAMIC",
      origin: "linux-image-\(series).117-cloud-amd64 \(series).117-1",
      startedAt: "2026-03-01T12:00:00Z")
    run.bootSeconds = 2.75 + Double(age) / 4
    run.memoryBytes = 725_708_800
    run.base = 330 + Double(age)
    run.cells = cells(age)
    run.hooks = hooks(age)
    run.guests = [
      GuestRun(purpose: .verdicts, boot: 1, bootSeconds: run.bootSeconds, elapsedSeconds: 21.5),
      GuestRun(purpose: .instructions, boot: 1, bootSeconds: 4, elapsedSeconds: 30.25),
      GuestRun(purpose: .instructions, boot: 2, bootSeconds: 4, elapsedSeconds: 31),
      GuestRun(purpose: .bare, boot: 1, bootSeconds: 2.5, elapsedSeconds: 3.5),
    ]
    return run
  }

  static func withoutCosts(_ kernel: KernelRun) -> KernelRun {
    var kernel = kernel
    for place in kernel.cells.indices { kernel.cells[place].cost = nil }
    kernel.hooks = []
    kernel.base = nil
    kernel.guests.removeLast(3)
    return kernel
  }

  /// It panicked before its first line.
  private static func broken(_ kernel: KernelRun) -> KernelRun {
    KernelRun(
      series: kernel.series, release: kernel.release, origin: kernel.origin,
      startedAt: kernel.startedAt, failure: "the kernel panicked before its first line",
      consoleEnd: """
        [    0.000000] Linux version 6.5.117-cloud-amd64
        [    1.250000] VFS: Cannot open root device "" or unknown-block(0,0): error -6
        [    1.260000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)
        """,
      consoleFindings: ["Kernel panic - not syncing: VFS: Unable to mount root fs"],
      guests: [
        GuestRun(
          purpose: .verdicts, boot: 1, elapsedSeconds: 4.5, failure: "the kernel panicked")
      ])
  }

  private static func hooks(_ age: Int) -> [MatrixHook] {
    let step = Double(age)
    return [
      MatrixHook(hook: "raw_tracepoint", instructions: 134 - step, boots: 2, spread: 0),
      MatrixHook(
        hook: "fentry", instructions: age == 0 ? nil : 98.25 + step,
        reason: age == 0 ? "cannot load 'floor': Invalid argument (EINVAL)" : nil,
        boots: age == 0 ? 0 : 2, spread: age == 0 ? nil : 0),
      MatrixHook(hook: "kprobe", instructions: 356 + 10 * step, boots: 2, spread: 0),
      MatrixHook(
        hook: "tracepoint of another call", instructions: 352, bystander: 107.25 - step, boots: 2,
        spread: age == 4 ? 8 : 0),
    ]
  }
}

// MARK: - Cells

extension SampleMatrix {
  static func cells(_ age: Int) -> [MatrixCell] {
    let step = Double(age)
    return [
      opensnoop(age),
      cell("opensnoop", "kprobe", cost(877, 1_577.25 + step, 5_761, bystander: 0), processed: 190),
      cell(
        "opensnoop", "tracepoint",
        cost(418, 553, 5_761, bystander: 96.25, spread: age == 4 ? 8 : 0),
        processed: 426),
      cell("syscount", "tp_btf", cost(134, 43 + step / 10, 335), processed: 100),
      syscount(age), biolatency(age),
    ]
  }

  private static func opensnoop(_ age: Int) -> MatrixCell {
    guard age > 1 else {
      return MatrixCell(
        probe: "opensnoop", rung: "fexit", verdict: .unsupported,
        reason: "cannot attach 'open_fexit': No such file or directory (ENOENT)\nlibbpf: failed")
    }
    return cell(
      "opensnoop", "fexit", cost(194, 532.5, 5_761, bystander: 0.25, perturbed: age == 7),
      processed: 131)
  }

  /// Loses events on one series, and the kernel complained meanwhile.
  private static func syscount(_ age: Int) -> MatrixCell {
    var cell = cell("syscount", "raw_tracepoint", cost(134, 43, 335), processed: 100)
    guard age == 3 else { return cell }
    cell.verdict = .lossy
    cell.reason = "the kernel skipped runs"
    cell.fidelity = Fidelity(
      .init(caused: 22_012, reported: 22_000, lost: 12, wrong: 0), verdict: .lossy)
    cell.consoleFindings = ["WARNING: CPU: 0 PID: 81 at kernel/trace/bpf_trace.c:2400"]
    return cell
  }

  private static func biolatency(_ age: Int) -> MatrixCell {
    var cell = cell(
      "biolatency", "tp_btf", cost(12_345, 9_876.5, 80_000, boots: 1, halfWidth: 35), processed: nil
    )
    switch age {
    case 5:
      cell.verdict = .wrong
      cell.fidelity = Fidelity(
        .init(caused: 220, reported: 213, lost: 0, wrong: 7), verdict: .wrong,
        note: "a latency of 2^63 µs")
      cell.checks = [.init(name: "latency", passed: false, detail: "p50 within 1 to 2 ms")]
    case 8:
      cell.verdict = .failed
      cell.reason = "the workload ended with signal 9"
    case 9:
      cell.cost = nil
      cell.costFailure = "the workload made no event"
    default: break
    }
    return cell
  }

  static func cell(
    _ probe: String, _ rung: String, _ cost: InstructionCost?, processed: UInt64?
  ) -> MatrixCell {
    MatrixCell(
      probe: probe, rung: rung, verdict: .exact,
      fidelity: Fidelity(
        .init(caused: 5_500, reported: 5_500, lost: 0, wrong: 0), verdict: .exact),
      checks: [.init(name: "paths", passed: true, detail: "all of them")],
      programs: [
        .init(
          name: "a", processedInstructions: processed, states: processed.map { $0 / 10 },
          loadMilliseconds: 4.25),
        .init(name: "b", processedInstructions: processed, loadMilliseconds: 9.5),
      ], cost: cost, elapsedSeconds: 1.25)
  }

  static func cost(
    _ dispatch: Double, _ program: Double, _ off: Double, bystander: Double? = nil, boots: Int = 2,
    spread: Double = 0, halfWidth: Double? = nil, perturbed: Bool = false
  ) -> InstructionCost? {
    let total = dispatch + program
    return InstructionCost(
      workload: "a-storm", eventsPerOperation: 1, off: off, floor: off + dispatch,
      probe: off + total, bystander: bystander, boots: boots, spread: boots > 1 ? spread : nil,
      halfWidth: halfWidth,
      perturbations: perturbed
        ? [
          .init(name: "KASLR", setting: "on", total: total, bystander: bystander),
          .init(name: "mitigations", setting: "auto", total: total + 41, bystander: bystander),
          .init(name: "CPU model", setting: "Nehalem", total: total - 3),
        ] : [])
  }
}
