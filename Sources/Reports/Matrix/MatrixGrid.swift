// SPDX-License-Identifier: Apache-2.0

import Results

/// Numbers and verdicts by series: a column each.
struct MatrixGrid {
  /// What stands in a row and column.
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
    /// What it is about.
    let label: String
    /// Whether it is a part of the row above.
    var isPart = false
    /// One for each column.
    let entries: [Entry]

    /// Whether there is nothing in it to read.
    var isEmpty: Bool { entries.allSatisfy { $0 == .blank || $0 == .absent } }
  }

  /// What the labels are, above them.
  let corner: String
  /// The series.
  let columns: [String]
  /// The lines.
  let rows: [Row]
}

/// A part of the report, the same for each format.
struct MatrixSection {
  /// Something said of some cells or kernels.
  struct Item {
    /// Which.
    let head: String
    /// What.
    let text: String
    /// What the console showed last.
    var console: [String] = []
  }

  /// What it is about.
  let heading: String
  /// Before the grids.
  var intro: [String] = []
  /// By series.
  var grids: [MatrixGrid] = []
  /// How the grids are read.
  var legend: [String] = []
  /// Whether the format is to say what its words for the verdicts mean.
  var needsWords = false
  /// After the grids.
  var items: [Item] = []
}
