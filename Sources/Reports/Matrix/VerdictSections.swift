// SPDX-License-Identifier: Apache-2.0

import Results

/// Where each probe works, and where each of its rungs does.
struct VerdictSections {
  let findings: MatrixFindings

  /// One row a probe; where a grid has no room for the best rungs, sentences name them.
  func glance(namingRungs: Bool) -> MatrixSection {
    let rows = findings.ladders.map { ladder in
      MatrixGrid.Row(
        label: ladder.probe, entries: findings.entries { findings.best(ladder.probe, on: $0) })
    }
    return MatrixSection(
      heading: "Where each probe works, on its best rung",
      grids: [MatrixGrid(corner: "probe", columns: findings.series, rows: rows)],
      needsWords: true, items: namingRungs ? findings.ladders.map(bestRungs) : [])
  }

  /// One row a rung.
  var rungs: MatrixSection {
    let rows = findings.ladders.flatMap { ladder in
      [MatrixGrid.Row(label: ladder.probe, entries: findings.entries { _ in .blank })]
        + ladder.rungs.map { row(ladder.probe, $0) }
    }
    return MatrixSection(
      heading: "Every rung",
      grids: [MatrixGrid(corner: "probe and rung", columns: findings.series, rows: rows)])
  }

  private func row(_ probe: String, _ rung: String) -> MatrixGrid.Row {
    let entries = findings.entries { kernel in
      guard let cell = kernel.cell("\(probe)/\(rung)") else { return findings.missing(on: kernel) }
      return .verdict(cell.verdict, isBest: kernel.bestRung(of: probe) == rung)
    }
    return MatrixGrid.Row(label: rung, isPart: true, entries: entries)
  }

  /// `kprobe on 5.10, fexit on 5.15 to 7.3`
  private func bestRungs(_ ladder: MatrixFindings.Ladder) -> MatrixSection.Item {
    var parts = ladder.rungs.compactMap { rung -> String? in
      let series = findings.kernels.filter { $0.bestRung(of: ladder.probe) == rung }.map(\.series)
      return series.isEmpty ? nil : "\(rung) on \(findings.list(series))"
    }
    let none = findings.kernels.filter { $0.bestRung(of: ladder.probe) == nil }.map(\.series)
    if !none.isEmpty { parts.append("no rung on \(findings.list(none))") }
    return MatrixSection.Item(head: ladder.probe, text: parts.joined(separator: "; "))
  }
}
