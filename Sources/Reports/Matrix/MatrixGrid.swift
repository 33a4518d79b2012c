// SPDX-License-Identifier: Apache-2.0

import Results

/// Numbers and verdicts by series: a column each.
struct MatrixGrid {
  /// The content of one row and column.
  enum Entry: Equatable {
    /// Nothing to say.
    case blank
    /// It was not tried, or not weighed.
    case absent
    /// A rung's verdict, and whether it is the best that works.
    case verdict(MatrixCell.Verdict, isBest: Bool = false)
    /// A probe's verdict on its best rung, which is named where it works.
    case best(MatrixCell.Verdict, rung: String?)
    /// Exact to a thousandth; printed rounded.
    case number(Double)
  }

  /// A line of the grid.
  struct Row {
    /// The subject.
    let label: String
    /// Whether it is a part of the row above.
    var isPart = false
    /// One for each column.
    let entries: [Entry]

    /// Whether there is nothing in it to read.
    var isEmpty: Bool { entries.allSatisfy { $0 == .blank || $0 == .absent } }
  }

  /// The heading of the labels.
  let corner: String
  /// The series.
  let columns: [String]
  /// The lines.
  let rows: [Row]
}

/// A part of the report, for every format.
struct MatrixSection {
  /// A remark on some cells or kernels.
  struct Item {
    /// The cells or kernels.
    let head: String
    /// The remark.
    let text: String
    /// The last lines of the console.
    var console: [String] = []
  }

  /// The subject.
  let heading: String
  /// Before the grids.
  var intro: [String] = []
  /// By series.
  var grids: [MatrixGrid] = []
  /// How the grids are read.
  var legend: [String] = []
  /// Whether the format is to explain its words for the verdicts.
  var needsWords = false
  /// After the grids.
  var items: [Item] = []
}

/// The parts of the report in their order, for every format.
struct MatrixContents {
  let findings: MatrixFindings
  /// Whether to name the best rungs in sentences.
  let namingRungs: Bool

  var sections: [MatrixSection] {
    guard !findings.kernels.isEmpty else { return [] }
    let verdicts = VerdictSections(findings: findings)
    let matrix =
      findings.ladders.isEmpty ? [] : [verdicts.glance(namingRungs: namingRungs), verdicts.rungs]
    let costs = findings.ladders.isEmpty ? [] : [CostSection(findings: findings).section]
    return matrix + costs
      + [
        HookSection(findings: findings).section, VerifierSection(findings: findings).section,
      ].compactMap(\.self)
      + MatrixReasons(findings: findings).sections + [TimeSection(findings: findings).section]
  }
}
