// SPDX-License-Identifier: Apache-2.0

import Results
import Weighing

/// Puts what is known of one cell together: its trial, what the kernel said meanwhile, and what it weighs.
struct CellSummary {
  let trial: TrialOutcome
  let complaints: [String]
  let weighings: [VisitOutcome]

  var cell: MatrixCell {
    MatrixCell(
      probe: trial.probe, rung: trial.rung, verdict: verdict, reason: reason,
      fidelity: trial.fidelity,
      checks: trial.checks.map { .init(name: $0.name, passed: $0.passed, detail: $0.detail) },
      programs: trial.programs.map {
        .init(
          name: $0.name, processedInstructions: $0.processedInstructions, states: $0.states,
          loadMilliseconds: $0.verificationMicroseconds.map { Double($0) / 1000 })
      },
      cost: cost, costFailure: costFailure, consoleFindings: complaints,
      elapsedSeconds: trial.elapsedSeconds)
  }

  /// A probe of which the kernel complains has not passed, whatever it reported.
  private var verdict: MatrixCell.Verdict {
    if !complaints.isEmpty { return .failed }
    return MatrixCell.Verdict(rawValue: trial.verdict.rawValue) ?? .failed
  }

  private var reason: String? {
    guard let complaint = complaints.first else { return trial.reason }
    return ([trial.reason].compactMap(\.self) + ["the kernel complained: \(complaint)"])
      .joined(separator: "; ")
  }

  private var readings: [(boot: CostBoot, reading: InstructionReading)] {
    weighings.compactMap { outcome in
      guard let boot = outcome.costBoot,
        let reading = outcome.readings.first(where: {
          $0.probe == trial.probe && $0.rung == trial.rung
        })
      else { return nil }
      return (boot, reading)
    }
  }

  /// The first boot's figures, and by how much the others differ.
  private var cost: InstructionCost? {
    let good = readings.filter { $0.reading.failure == nil }
    let undisturbed = good.filter { $0.boot.perturbation == nil }.map(\.reading)
    guard let first = undisturbed.first else { return nil }
    let perEvent = undisturbed.map { max($0.eventsPerOperation, 1e-9) }
    let dispatch = zip(undisturbed, perEvent).map { ($0.floor - $0.off) / $1 }
    let program = zip(undisturbed, perEvent).map { ($0.probeAttached - $0.floor) / $1 }
    return InstructionCost(
      workload: first.workload, eventsPerOperation: first.eventsPerOperation, off: first.off,
      floor: first.floor, probe: first.probeAttached, bystander: first.bystander,
      boots: undisturbed.count,
      spread: Spread([
        dispatch, program, undisturbed.map(\.total), undisturbed.compactMap(\.bystander),
      ]).width,
      halfWidth: first.halfWidth,
      perturbations: good.compactMap { boot, reading in
        boot.perturbation.map {
          .init(
            name: $0.name, setting: $0.setting, total: reading.total,
            bystander: reading.bystander)
        }
      })
  }

  /// Why a rung that works was not weighed.
  private var costFailure: String? {
    guard cost == nil, !weighings.isEmpty, trial.verdict != .unsupported else { return nil }
    if let failure = readings.compactMap(\.reading.failure).first { return failure }
    if let failure = weighings.compactMap(\.failure).first { return failure }
    return weighings.allSatisfy { $0.costBoot?.place == .memory }
      ? "needs a disk that answers at the same instruction each time, and no module null_blk came with this kernel"
      : "no guest came to it"
  }
}

/// By how much numbers differ that should be one: the widest of several ranges.
struct Spread {
  /// `nil` where there are no two numbers to compare.
  let width: Double?

  init(_ series: [[Double]]) {
    let widths = series.filter { $0.count > 1 }.compactMap { values -> Double? in
      guard let low = values.min(), let high = values.max() else { return nil }
      return high - low
    }
    width = widths.max()
  }
}
