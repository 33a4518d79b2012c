// SPDX-License-Identifier: Apache-2.0

import Kernels
import Results
import Weighing

/// Puts the boots of one kernel together.
struct KernelSummary {
  let kernel: Kernel
  let outcomes: [VisitOutcome]
  let startedAt: String

  /// The kernel's entry in the document.
  var run: KernelRun {
    let verdicts = outcomes.first { $0.visit.purpose == .verdicts }
    let weighings = outcomes.filter { $0.visit.purpose != .verdicts }
    let failed = outcomes.first { $0.failure != nil }
    return KernelRun(
      series: "\(kernel.series)", release: kernel.release, build: kernel.build,
      origin: origin, startedAt: startedAt, failure: failed?.failure,
      consoleEnd: failed?.consoleEnd,
      consoleFindings: Array(Set(outcomes.flatMap(\.findings))).sorted(),
      bootSeconds: verdicts?.bootSeconds,
      memoryBytes: outcomes.compactMap(\.memoryBytes).max(),
      cells: (verdicts?.trials ?? []).map { cell($0, weighings) },
      hooks: hooks(weighings), base: weighings.compactMap(\.base).first)
  }

  private var origin: String {
    switch kernel.origin {
    case .package(let name, let version, _): "\(name) \(version)"
    case .file(let path): path
    }
  }

  private func cell(_ trial: TrialOutcome, _ weighings: [VisitOutcome]) -> MatrixCell {
    MatrixCell(
      probe: trial.probe, rung: trial.rung,
      verdict: MatrixCell.Verdict(rawValue: trial.verdict.rawValue) ?? .failed,
      reason: trial.reason, fidelity: trial.fidelity,
      checks: trial.checks.map { .init(name: $0.name, passed: $0.passed, detail: $0.detail) },
      programs: trial.programs.map {
        .init(
          name: $0.name, processedInstructions: $0.processedInstructions,
          loadMilliseconds: trial.loadMilliseconds)
      },
      cost: cost(
        of: weighings.compactMap { outcome in
          outcome.readings.first {
            $0.probe == trial.probe && $0.rung == trial.rung && $0.failure == nil
          }
        }))
  }

  /// The first boot's figures, and by how much the others differ.
  private func cost(of readings: [InstructionScale.Reading]) -> InstructionCost? {
    guard let first = readings.first else { return nil }
    func total(_ reading: InstructionScale.Reading) -> Double {
      (reading.probeAttached - reading.off) / max(reading.eventsPerOperation, 1e-9)
    }
    let totals = readings.map(total)
    let bystanders = readings.compactMap(\.bystander)
    return InstructionCost(
      workload: first.workload, eventsPerOperation: first.eventsPerOperation, off: first.off,
      floor: first.floor, probe: first.probeAttached, bystander: first.bystander,
      boots: readings.count, spread: spread(totals, bystanders))
  }

  private func spread(_ series: [Double]...) -> Double? {
    let ranges = series.filter { $0.count > 1 }.compactMap { values -> Double? in
      guard let low = values.min(), let high = values.max() else { return nil }
      return high - low
    }
    return ranges.max()
  }

  private func hooks(_ weighings: [VisitOutcome]) -> [HookCost] {
    let names = weighings.first?.hooks.map(\.hook) ?? []
    return names.compactMap { name in
      let values = weighings.compactMap { outcome in
        outcome.hooks.first { $0.hook == name }?.instructions
      }
      return values.first.map {
        HookCost(hook: name, instructions: $0, boots: values.count, spread: spread(values))
      }
    }
  }
}
