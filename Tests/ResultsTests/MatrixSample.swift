// SPDX-License-Identifier: Apache-2.0

@testable import Results

/// A matrix in which no field is empty, so that a test sees each of them.
enum MatrixSample {
  static let host = MatrixDocument.Host(
    cpuModel: "AMD EPYC", cpuCount: 2, kernelRelease: "6.18.5", emulator: "QEMU 7.2.22",
    accelerator: .tcg, guestsAtATime: 2)

  static let document = matrix([kernel("6.12"), kernel("5.10")])

  static let empty = matrix([], interrupted: true)

  static func matrix(
    _ kernels: [KernelRun], startedAt: String = "2026-03-01T12:00:00Z", interrupted: Bool = false
  ) -> MatrixDocument {
    MatrixDocument(
      tareVersion: "0.1.0", startedAt: startedAt, elapsedSeconds: 162.6,
      command: ["tare", "matrix"], host: host,
      split: .init(bootSeconds: 13, verdictSeconds: 33, costSeconds: 248, bareBootSeconds: 12.5),
      kernels: kernels, interrupted: interrupted)
  }

  static func kernel(_ series: String, startedAt: String = "2026-03-01T12:00:00Z") -> KernelRun {
    KernelRun(
      series: series, release: "\(series).117", build: "#1 SMP", origin: "linux-image 1",
      startedAt: startedAt, failure: "the guest hangs", costFailure: "the guest panicked",
      consoleEnd: "[ 1.0] Kernel panic", consoleFindings: ["WARNING: at kernel/x.c"],
      bootSeconds: 3.5, memoryBytes: 725_708_800, cells: cells, hooks: hooks, base: 335.096,
      guests: [
        GuestRun(
          purpose: .verdicts, boot: 1, bootSeconds: 3.5, elapsedSeconds: 30,
          memoryBytes: 725_708_800),
        GuestRun(
          purpose: .instructions, boot: 2, perturbation: "KASLR", elapsedSeconds: 60,
          failure: "the guest panicked"),
        GuestRun(purpose: .bare, boot: 1, bootSeconds: 3, elapsedSeconds: 3.25),
      ])
  }

  static let hooks = [
    MatrixHook(hook: "kprobe", instructions: 356, bystander: 0.5, boots: 2, spread: 0),
    MatrixHook(hook: "fentry", instructions: nil, reason: "EINVAL (22)", boots: 0, spread: nil),
  ]

  static let cells = [
    MatrixCell(
      probe: "opensnoop", rung: "fexit", verdict: .lossy, reason: "the ring was full",
      fidelity: fidelity,
      checks: [.init(name: "paths", passed: true, detail: "4,950 of 4,950")],
      programs: [
        .init(
          name: "open_fexit", processedInstructions: 131, states: 9, loadMilliseconds: 217.75)
      ],
      cost: cost(), consoleFindings: ["WARNING: at kernel/x.c"], elapsedSeconds: 1.5),
    MatrixCell(
      probe: "opensnoop", rung: "tracepoint", verdict: .exact, costFailure: "no answer in time"),
    MatrixCell(
      probe: "syscount", rung: "tp_btf", verdict: .unsupported, reason: "EPERM (1)"),
  ]

  static let fidelity = Fidelity(
    .init(caused: 5_500, reported: 5_499, lost: 1, wrong: 0),
    byKind: ["open": .init(caused: 5_500, reported: 5_499, lost: 1, wrong: 0)], verdict: .lossy,
    note: "the ring was full")

  static func cost(
    spread: Double? = 0, perturbations: [InstructionCost.Perturbation] = perturbations
  ) -> InstructionCost? {
    InstructionCost(
      workload: "open-storm", eventsPerOperation: 2, off: 5_761.5, floor: 5_955.5, probe: 6_488,
      bystander: 0.25, boots: 2, spread: spread, halfWidth: 12.5,
      perturbations: perturbations)
  }

  static let perturbations = [
    InstructionCost.Perturbation(name: "KASLR", setting: "on", total: 364, bystander: 0.5),
    InstructionCost.Perturbation(name: "CPU model", setting: "Nehalem", total: 361.25),
  ]
}
