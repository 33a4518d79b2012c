// SPDX-License-Identifier: Apache-2.0

import Results

/// The matrix of `tare matrix` as Markdown, for results/MATRIX.md.
public enum MatrixMarkdown {
  private static let legend =
    "A rung's name: it is the best that works there. Exact: each event once, with the right "
    + "fields. Lossy: events were lost. Wrong: reports were. Unsupported: the kernel refused it. "
    + "Failed: the guest or the machinery did, nothing is known. –: not tried. In the table of "
    + "every rung, the best one is bold."

  /// Lays a document out as Markdown.
  ///
  /// - Parameter document: Any run, also one that was interrupted.
  /// - Returns: A page of Markdown (with GitHub's tables), ending in a line feed.
  public static func render(_ document: MatrixDocument) -> String {
    let findings = MatrixFindings(document)
    let preamble = MatrixPreamble(findings: findings)
    var lines = ["# Where the probes work, and what they cost in guest instructions", ""]
    lines += preamble.paragraphs.map { "- \($0.escapedForMarkdown)" }
    for warning in preamble.warnings { lines += ["", "> **\(warning.escapedForMarkdown)**"] }
    let sections = MatrixContents(findings: findings, namingRungs: false).sections
    if sections.isEmpty { lines += ["", "No kernel was run."] }
    for section in sections { lines += [""] + self.lines(section) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ section: MatrixSection) -> [String] {
    var lines = ["## \(section.heading.escapedForMarkdown)"]
    for text in section.intro { lines += ["", text.escapedForMarkdown] }
    for grid in section.grids { lines += [""] + table(grid) }
    let legend = (section.needsWords ? [Self.legend] : []) + section.legend
    for text in legend { lines += ["", text.escapedForMarkdown] }
    if !section.items.isEmpty { lines.append("") }
    return lines + section.items.flatMap(self.lines)
  }

  private static func table(_ grid: MatrixGrid) -> [String] {
    let isNumbers = grid.rows.contains { row in
      row.entries.contains { if case .number = $0 { true } else { false } }
    }
    let header = [grid.corner] + grid.columns
    let rule = ["---"] + grid.columns.map { _ in isNumbers ? "--:" : "---" }
    let rows = grid.rows.map { row in [label(row)] + row.entries.map(text) }
    return ([header.map(\.escapedForMarkdown), rule] + rows).map {
      "| \($0.joined(separator: " | ")) |"
    }
  }

  private static func label(_ row: MatrixGrid.Row) -> String {
    let label = row.label.escapedForMarkdown
    if row.entries.allSatisfy({ $0 == .blank }) { return "**\(label)**" }
    return row.isPart ? "&emsp;\(label)" : label
  }

  private static func text(_ entry: MatrixGrid.Entry) -> String {
    switch entry {
    case .blank: ""
    case .absent: "–"
    case .verdict(.exact, true): "**exact**"
    case .verdict(let verdict, _): word(verdict)
    case .best(.exact, let rung?): rung.escapedForMarkdown
    case .best(let verdict, _): word(verdict)
    case .number(let number): NumberFormat.instructions(number)
    }
  }

  /// The word for a verdict, marked where it speaks against the probe.
  private static func word(_ verdict: MatrixCell.Verdict) -> String {
    switch verdict {
    case .exact, .unsupported: verdict.rawValue
    case .lossy, .wrong, .failed: "⚠ \(verdict.rawValue)"
    }
  }

  private static func lines(_ item: MatrixSection.Item) -> [String] {
    let line = "- \(item.head.escapedForMarkdown): \(item.text.escapedForMarkdown)"
    guard !item.console.isEmpty else { return [line] }
    return [line, "", "  ~~~text"] + item.console.map { "  | \($0.cleaned)" } + ["  ~~~"]
  }
}
