// SPDX-License-Identifier: Apache-2.0

import Instructions
import Kernels
import Results
import Trials

/// The summary of a kernel's boots.
struct KernelSummary {
  let kernel: Kernel
  /// All cells to be tried.
  let cells: [GuestJobs.CellName]
  let outcomes: [VisitOutcome]
  let startedAt: String
  let wasInterrupted: Bool

  /// Whether the run ended before anything was known of the kernel.
  var isEmpty: Bool {
    wasInterrupted && outcomes.allSatisfy { $0.cells.isEmpty && $0.hooks.isEmpty }
  }

  /// The kernel's entry in the document.
  var run: KernelRun {
    let failed = verdicts?.boots.last { $0.failure != nil }
    let isDead = failed != nil && verdicts?.boots.contains { $0.bootSeconds != nil } != true
    return KernelRun(
      series: "\(kernel.name)", release: kernel.release, build: kernel.build,
      origin: kernel.origin.text, startedAt: startedAt,
      failure: wasInterrupted || !isDead ? nil : failed?.failure,
      costFailure: wasInterrupted ? nil : weighings.compactMap(\.failure).first,
      consoleEnd: wasInterrupted
        ? nil
        : (failed ?? weighings.flatMap(\.boots).last(where: { $0.failure != nil }))?.consoleEnd,
      consoleFindings: boots.flatMap(\.findings).uniqued(),
      bootSeconds: verdicts?.boots.first?.bootSeconds,
      memoryBytes: boots.compactMap(\.memoryBytes).max(), cells: cells.compactMap(cell),
      hooks: hooks, base: weighings.compactMap(\.base).first, guests: guests)
  }

  private var verdicts: VisitOutcome? { outcomes.first { $0.visit.purpose == .verdicts } }

  private var weighings: [VisitOutcome] { outcomes.filter { $0.costBoot != nil } }

  private var boots: [VisitOutcome.Boot] { outcomes.flatMap(\.boots) }

  /// A cell of the document. An untried one has failed, unless the user ended the run.
  private func cell(_ name: GuestJobs.CellName) -> MatrixCell? {
    let tried = verdicts?.cells.first { $0.probe == name.probe && $0.rung == name.rung }
    if tried == nil && wasInterrupted { return nil }
    let reason = verdicts?.boots.last?.failure ?? "no guest came to it"
    var cell =
      tried ?? MatrixCell(probe: name.probe, rung: name.rung, verdict: .failed, reason: reason)
    cell.add(weighings)
    cell.judgeComplaints()
    return cell
  }

  private var guests: [GuestRun] {
    outcomes.flatMap { outcome in
      outcome.boots.enumerated().map { index, boot in
        let cost = outcome.costBoot
        let purpose: GuestRun.Purpose =
          switch outcome.visit.purpose {
          case .verdicts: .verdicts
          case .costs: .instructions
          case .bare: .bare
          }
        return GuestRun(
          purpose: purpose, boot: cost?.number ?? index + 1, perturbation: cost?.perturbation?.name,
          bootSeconds: boot.bootSeconds, elapsedSeconds: boot.elapsedSeconds,
          memoryBytes: boot.memoryBytes, failure: boot.failure)
      }
    }
  }

  /// The costs of empty programs by kind of hook: the first boot's figures and the spread of all.
  private var hooks: [MatrixHook] {
    let undisturbed = weighings.filter { $0.costBoot?.perturbation == nil }.map(\.hooks)
    return (undisturbed.first { !$0.isEmpty } ?? []).map { hook in
      var hook = hook
      let values = undisturbed.compactMap { hooks in
        hooks.first { $0.hook == hook.hook }?.instructions
      }
      hook.instructions = values.first
      hook.boots = values.count
      hook.spread = Spread([values]).width
      return hook
    }
  }
}

extension VisitOutcome {
  /// The weighing boot of the visit, if it is one.
  var costBoot: CostBoot? { if case .costs(let boot) = visit.purpose { boot } else { nil } }
}

extension [String] {
  /// The elements without repetitions, in order.
  fileprivate func uniqued() -> [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
