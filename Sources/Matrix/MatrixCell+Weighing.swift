// SPDX-License-Identifier: Apache-2.0

import Instructions
import Results
import Trials

extension MatrixCell {
  /// Adds the cell's cost by its kernel's weighing boots, or the reason that it has none.
  mutating func add(_ weighings: [VisitOutcome]) {
    let readings = readings(in: weighings)
    cost = Self.cost(readings)
    guard cost == nil, !weighings.isEmpty, verdict != .unsupported else { return }
    costFailure = readings.compactMap(\.reading.failure).first ?? Self.failure(of: weighings)
  }

  /// Fails a cell with complaints of the kernel, whatever the probe reported.
  mutating func judgeComplaints() {
    guard let complaint = consoleFindings.first else { return }
    verdict = .failed
    reason = ([reason].compactMap(\.self) + ["the kernel complained: \(complaint)"])
      .joined(separator: "; ")
  }

  /// A boot's figures for the cell.
  private typealias BootReading = (boot: CostBoot, reading: InstructionReading)

  private func readings(in weighings: [VisitOutcome]) -> [BootReading] {
    weighings.compactMap { outcome in
      guard let boot = outcome.costBoot,
        let reading = outcome.readings.first(where: { $0.probe == probe && $0.rung == rung })
      else { return nil }
      return (boot, reading)
    }
  }

  /// The first boot's figures, with the spread of all.
  private static func cost(_ readings: [BootReading]) -> InstructionCost? {
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

  /// The reason that no boot weighed a working rung.
  private static func failure(of weighings: [VisitOutcome]) -> String {
    if let failure = weighings.compactMap(\.failure).first { return failure }
    return weighings.allSatisfy { $0.costBoot?.place == .memory }
      ? "needs a disk that answers at the same instruction each time, and no module null_blk came "
        + "with this kernel"
      : "no guest came to it"
  }
}

/// The widest of several ranges of numbers that should be equal.
struct Spread {
  /// The width; `nil` without two numbers to compare.
  let width: Double?

  init(_ series: [[Double]]) {
    let widths = series.filter { $0.count > 1 }.compactMap { values -> Double? in
      guard let low = values.min(), let high = values.max() else { return nil }
      return high - low
    }
    width = widths.max()
  }
}
