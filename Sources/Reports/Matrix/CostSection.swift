// SPDX-License-Identifier: Apache-2.0

import Results

/// The section on the cost of each rung in guest instructions.
struct CostSection {
  let findings: MatrixFindings

  static let caveat =
    "Costs are in guest instructions: what the guest's CPU executed, counted, and the same on "
    + "every machine. They are no time: they hold no cache miss and no misprediction."

  /// The section; where nothing was weighed it says so.
  var section: MatrixSection {
    let grids = findings.ladders.map(grid).filter { !$0.rows.isEmpty }
    var section = MatrixSection(
      heading: "What each rung costs, in guest instructions", intro: [Self.caveat], grids: grids)
    guard !grids.isEmpty else {
      section.intro = ["No probe was weighed."]
      return section
    }
    section.legend = legend + [unweighed].compactMap(\.self)
    section.items = perturbations
    return section
  }

  private func grid(_ ladder: MatrixFindings.Ladder) -> MatrixGrid {
    let rows = ladder.rungs.flatMap { rung -> [MatrixGrid.Row] in
      let id = "\(ladder.probe)/\(rung)"
      let costs = findings.kernels.map { shown($0.cell(id)) }
      return costs.contains { $0 != nil } ? self.rows(id, rung, costs) : []
    }
    return MatrixGrid(corner: ladder.probe, columns: findings.series, rows: rows)
  }

  /// A cost whose verdict is not exact is not the cost of the probe's work, and not shown.
  private func shown(_ cell: MatrixCell?) -> InstructionCost? {
    cell?.verdict == .exact ? cell?.cost : nil
  }

  private func rows(_ id: String, _ rung: String, _ costs: [InstructionCost?]) -> [MatrixGrid.Row] {
    let totals = zip(findings.kernels, costs).map { kernel, cost -> MatrixGrid.Entry in
      if let cost { return .number(cost.total) }
      guard let cell = kernel.cell(id) else { return findings.missing(on: kernel) }
      return cell.verdict == .exact ? .absent : .verdict(cell.verdict)
    }
    let parts = [
      part("±", costs) { $0.halfWidth }, part("dispatch", costs) { $0.dispatch },
      part("program", costs) { $0.program }, part("bystander", costs) { $0.bystander },
      part("spread", costs) { $0.agrees == false ? $0.spread : nil },
      part("least", costs) { $0.range?.low }, part("most", costs) { $0.range?.high },
    ]
    return [MatrixGrid.Row(label: rung, entries: totals)] + parts.filter { !$0.isEmpty }
  }

  private func part(
    _ label: String, _ costs: [InstructionCost?], _ number: (InstructionCost) -> Double?
  ) -> MatrixGrid.Row {
    let entries = costs.map { cost -> MatrixGrid.Entry in
      cost.flatMap(number).map { .number($0) } ?? .blank
    }
    return MatrixGrid.Row(label: label, isPart: true, entries: entries)
  }

  private var unweighed: String? {
    let probes = findings.ladders.filter { grid($0).rows.isEmpty }.map(\.probe)
    return probes.isEmpty ? nil : "Not weighed on any series: \(enumeration(probes))."
  }

  private var legend: [String] {
    let costs = findings.cells.compactMap(shown)
    var legend = [
      "Beside a rung: the total per event. Dispatch: what an empty program on the same hooks "
        + "costs; program: the rest. Bystander: what the probe adds to a getppid, which it does not "
        + "watch."
    ]
    if costs.contains(where: { $0.halfWidth != nil }) {
      legend.append(
        "±: where operations are not all alike, by how much the total of another run may differ; "
          + "of an exec and a switch, half of what lies between the rounds of the conditions. "
          + "Without it, runs agree to two instructions.")
    }
    if costs.contains(where: { $0.agrees == false }) {
      legend.append("Spread: the boots disagree by that much; the numbers are those of the first.")
    }
    if costs.contains(where: { $0.agrees == nil }) {
      let once = costs.contains { $0.agrees != nil } ? "Some were weighed" : "Weighed"
      legend.append("\(once) in one boot only: nothing says that another boot agrees.")
    }
    if costs.contains(where: { $0.range != nil }) {
      legend.append("Least and most: of the total, with one thing varied at a time, below.")
    }
    return legend
  }
}

extension CostSection {
  /// For each thing that was varied: how far it moved the total of any cell.
  private var perturbations: [MatrixSection.Item] {
    let moves = findings.kernels.flatMap { kernel in
      kernel.cells.flatMap { cell -> [(name: String, id: String, by: Double)] in
        guard let cost = shown(cell) else { return [] }
        return cost.perturbations.map {
          ("\($0.name) \($0.setting)", MatrixDocument.id(cell, on: kernel), $0.total - cost.total)
        }
      }
    }
    return moves.grouped(by: \.name).map { same in
      let most = same.max { abs($0.by) < abs($1.by) }
      let by = most.map { $0.by } ?? 0
      let text =
        abs(by) < 0.001
        ? "changes no total"
        : "changes a total by at most \(NumberFormat.instructions(abs(by))) (\(most?.id ?? ""))"
      return MatrixSection.Item(head: same[0].name, text: text)
    }
  }
}
