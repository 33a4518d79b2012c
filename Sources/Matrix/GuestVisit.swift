// SPDX-License-Identifier: Apache-2.0

import Kernels
import Results
import System

/// Boots a kernel for its job and gathers the answers.
struct GuestVisit {
  private let visit: Visit
  private let kit: GuestKit
  private let options: MatrixRun.Options
  private let accelerator: GuestMachine.Accelerator
  private let isInterrupted: @Sendable () -> Bool
  private static let whole: Duration = .seconds(300)
  /// The most boots of a visit; each further one is for the cells behind one that killed its guest.
  private static let mostBoots = 5

  init(
    _ visit: Visit, kit: GuestKit, options: MatrixRun.Options,
    accelerator: GuestMachine.Accelerator, isInterrupted: @escaping @Sendable () -> Bool
  ) {
    self.visit = visit
    self.kit = kit
    self.options = options
    self.accelerator = accelerator
    self.isInterrupted = isInterrupted
  }

  /// Runs the visit and keeps the answers of a guest that died.
  func run() -> VisitOutcome {
    var outcome = VisitOutcome(visit: visit)
    switch visit.purpose {
    case .verdicts: tryAll(&outcome)
    case .costs:
      outcome.boots.append(boot(&outcome, weigh))
    case .bare: outcome.boots.append(boot(&outcome) { (_, _) throws(GuestError) in })
    }
    return outcome
  }

  /// Tries every cell. One that kills its guest has failed; another guest takes the rest.
  private func tryAll(_ outcome: inout VisitOutcome) {
    var remaining = kit.cells[...]
    while !remaining.isEmpty, outcome.boots.count < Self.mostBoots, !isInterrupted() {
      let cells = Array(remaining), before = outcome.cells.count
      let boot = boot(&outcome) { (guest, outcome) throws(GuestError) in
        try tryCells(cells, &guest, &outcome)
      }
      outcome.boots.append(boot)
      remaining = remaining.dropFirst(outcome.cells.count - before)
      guard let failure = boot.failure, boot.diedAtWork, let culprit = remaining.first,
        !isInterrupted()
      else { return }
      outcome.cells.append(
        MatrixCell(
          probe: culprit.probe, rung: culprit.rung, verdict: .failed, reason: failure,
          consoleFindings: boot.findings))
      remaining = remaining.dropFirst()
    }
  }

  private func tryCells(
    _ cells: [GuestJobs.CellName], _ guest: inout Guest, _ outcome: inout VisitOutcome
  ) throws(GuestError) {
    var tried: [MatrixCell] = []
    var seen = guest.console.findings.count
    defer { outcome.cells += tried }
    func take(_ cell: MatrixCell, _ console: Console) {
      var cell = cell
      cell.consoleFindings = console.findings.dropFirst(seen).map(\.line)
      tried.append(cell)
      seen = console.findings.count
    }
    try guest.run(GuestJobs.trials, cells, yielding: MatrixCell.self, observing: take)
  }

  private func weigh(_ guest: inout Guest, _ outcome: inout VisitOutcome) throws(GuestError) {
    var answers: [GuestJobs.Weighed] = []
    defer {
      outcome.base = answers.compactMap(\.base).first
      outcome.hooks = answers.compactMap(\.hooks).first ?? []
      outcome.readings = answers.compactMap(\.reading)
    }
    try guest.runPrepared(GuestJobs.instructions, yielding: GuestJobs.Weighed.self) {
      answers.append($0)
    }
  }

  /// Boots the kernel once, for `body`, and turns it off.
  private func boot(
    _ outcome: inout VisitOutcome,
    _ body: (inout Guest, inout VisitOutcome) throws(GuestError) -> Void
  ) -> VisitOutcome.Boot {
    var boot = VisitOutcome.Boot()
    let clock = ContinuousClock(), start = clock.now
    do throws(GuestError) {
      let initramfs = try initramfs()
      defer { withExtendedLifetime(initramfs) {} }
      var guest = try Guest(
        booting: visit.kernel, initramfs: initramfs.path, machine: machine,
        deadlines: GuestDeadlines(whole: Self.whole), interrupted: isInterrupted)
      boot.bootSeconds = guest.bootTime.inSeconds
      do throws(GuestError) {
        try body(&guest, &outcome)
        boot.memoryBytes = guest.residentBytesPeak
      } catch {
        boot.memoryBytes = guest.residentBytesPeak
        throw error
      }
      keep(try guest.turnOff(), &boot)
    } catch {
      boot.failure = error.sentence
      boot.diedAtWork = boot.bootSeconds != nil && !error.isOfJobOnly
      boot.consoleEnd = error.console?.lastLines(60).joined(separator: "\n")
      if let console = error.console { keep(console, &boot) }
    }
    boot.elapsedSeconds = (clock.now - start).inSeconds
    return boot
  }

  private func keep(_ console: Console, _ boot: inout VisitOutcome.Boot) {
    boot.findings = console.findings.map(\.line)
    options.keepConsole?(visit.name, console.text)
  }

  private func initramfs() throws(GuestError) -> MemoryFile {
    let kernel = visit.kernel
    let (modules, padding) =
      switch visit.purpose {
      case .verdicts: (kernel.diskModules, 0)
      case .bare: (kernel.modules(for: "8250"), 0)
      case .costs(let boot):
        (
          boot.place == .nullBlock ? kernel.nullBlockModules : kernel.modules(for: "8250"),
          boot.perturbation == .initramfsSize ? Perturbation.paddingBytes : 0
        )
      }
    do throws(KernelsError) {
      return try kit.initramfs(modules: modules, padding: padding)
    } catch { throw .notStarted(reason: error.description) }
  }

  private var machine: GuestMachine {
    switch visit.purpose {
    case .bare: return GuestMachine(flavour: .verdicts, accelerator: accelerator)
    case .verdicts:
      let disks: [GuestMachine.Disk] = [
        .init(latency: .microseconds(200)),
        .init(latency: .nanoseconds(GuestPlace.slowNanoseconds)),
      ]
      return GuestMachine(
        flavour: .verdicts, accelerator: accelerator, disks: disks,
        emulatorArguments: kit.fileSystemArguments)
    case .costs(let boot):
      var machine = GuestMachine(flavour: .instructions, preparedJob: boot.place.rawValue)
      boot.perturbation?.apply(to: &machine)
      return machine
    }
  }
}
