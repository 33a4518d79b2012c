// SPDX-License-Identifier: Apache-2.0

import Results

/// The matrix of `tare matrix`, for a terminal of 80 columns.
public enum MatrixTable {
  private static let legend =
    "ok: exact, each event once with the right fields; *: the best rung that works; lost: events "
    + "were lost; bad: reports were wrong; no: unsupported, the kernel refused it; fail: the guest "
    + "or the machinery failed, nothing is known; -: not tried."

  /// Lays a document out as text.
  ///
  /// - Parameters:
  ///   - document: Any run, also one that was interrupted.
  ///   - style: Whether to colour it.
  /// - Returns: Lines of at most 80 columns, each ending in a line feed.
  public static func render(_ document: MatrixDocument, style: Style = .plain) -> String {
    let findings = MatrixFindings(document)
    let preamble = MatrixPreamble(findings: findings)
    var lines = preamble.paragraphs.flatMap { Paragraph(text: $0, indent: 2).lines }
    lines += preamble.warnings.flatMap { warning in
      Paragraph(text: warning, indent: 2).lines.map { style.paint($0, .doubtful) }
    }
    let sections = MatrixContents(findings: findings, namingRungs: true).sections
    if sections.isEmpty { lines += ["", "No kernel was run."] }
    for section in sections { lines += [""] + self.lines(section, style) }
    return lines.map { "\($0)\n" }.joined()
  }

  private static func lines(_ section: MatrixSection, _ style: Style) -> [String] {
    var lines = Paragraph(text: section.heading).lines.map { style.paint($0, .strong) }
    lines += section.intro.flatMap { Paragraph(text: $0, lead: "  ", indent: 2).lines }
    for (index, grid) in section.grids.enumerated() {
      if index > 0 || !section.intro.isEmpty { lines.append("") }
      lines += GridLayout(grid: grid, style: style).lines
    }
    let legend = (section.needsWords ? [Self.legend] : []) + section.legend
    if !section.grids.isEmpty, !legend.isEmpty { lines.append("") }
    lines += legend.flatMap { legend in
      Paragraph(text: legend, lead: "  ", indent: 2).lines.map { style.paint($0, .faint) }
    }
    if !section.grids.isEmpty, !section.items.isEmpty { lines.append("") }
    return lines + section.items.flatMap { self.lines($0) }
  }

  /// On one line where it fits; else what is meant, and under it what is said of that.
  private static func lines(_ item: MatrixSection.Item) -> [String] {
    let (head, text) = (item.head.cleaned, item.text.cleaned)
    let console = item.console.map { "    | \($0.cleaned)".cut(to: Paragraph.width) }
    let line = "  \(head): \(text)"
    if line.count <= Paragraph.width { return [line] + console }
    return Paragraph(text: "\(head):", lead: "  ", indent: 2).lines
      + Paragraph(text: text, lead: "    ", indent: 4).lines + console
  }
}
