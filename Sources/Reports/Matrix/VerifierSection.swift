// SPDX-License-Identifier: Apache-2.0

import Results

/// The section on the verifier's figures of each rung's programs.
struct VerifierSection {
  let findings: MatrixFindings

  /// The section; `nil` where it said nothing.
  var section: MatrixSection? {
    let grids = findings.ladders.map(grid).filter { !$0.rows.isEmpty }
    guard !grids.isEmpty else { return nil }
    let hasStates = grids.flatMap(\.rows).contains { $0.label == "states" }
    let states = hasStates ? " States: those it kept." : ""
    return MatrixSection(
      heading: "What the verifier made of it", grids: grids,
      legend: [
        "Beside a rung: instructions that the verifier processed, of all its programs; a dash "
          + "where the kernel does not say.\(states) Ms: the time that it took, in the emulated guest."
      ])
  }

  private func grid(_ ladder: MatrixFindings.Ladder) -> MatrixGrid {
    let rows = ladder.rungs.flatMap { rung -> [MatrixGrid.Row] in
      let programs = findings.kernels.map { $0.cell("\(ladder.probe)/\(rung)")?.programs ?? [] }
      let rows = [
        row(rung, programs) { Self.sum($0.map { $0.processedInstructions.map { Double($0) } }) },
        row("states", isPart: true, programs) { Self.sum($0.map { $0.states.map { Double($0) } }) },
        row("ms", isPart: true, programs) { Self.sum($0.map(\.loadMilliseconds)) },
      ]
      guard rows.contains(where: { !$0.isEmpty }) else { return [] }
      return [rows[0]] + rows.dropFirst().filter { !$0.isEmpty }
    }
    return MatrixGrid(corner: ladder.probe, columns: findings.series, rows: rows)
  }

  private func row(
    _ label: String, isPart: Bool = false, _ programs: [[MatrixCell.ProgramFigures]],
    _ number: ([MatrixCell.ProgramFigures]) -> Double?
  ) -> MatrixGrid.Row {
    let entries = programs.map { programs -> MatrixGrid.Entry in
      number(programs).map { .number($0) } ?? (isPart ? .blank : .absent)
    }
    return MatrixGrid.Row(label: label, isPart: isPart, entries: entries)
  }

  /// `nil` where one of them is not known: the sum of the others would not be that of the rung.
  private static func sum(_ numbers: [Double?]) -> Double? {
    let known = numbers.compactMap(\.self)
    guard !known.isEmpty, known.count == numbers.count else { return nil }
    return known.reduce(0, +)
  }
}
