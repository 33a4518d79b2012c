// SPDX-License-Identifier: Apache-2.0

import Results

/// The one table of `tare measure`, for a terminal of 80 columns, and a sentence a probe under it.
public enum MeasureTable {
  /// Lays a document out as text.
  ///
  /// - Parameters:
  ///   - document: One sitting or several, of one machine or of many.
  ///   - style: Whether to colour it.
  /// - Returns: Lines of at most 80 columns, each ending in a line feed.
  public static func render(_ document: MeasureDocument, style: Style = .plain) -> String {
    ruled(MachineFindings.all(in: document).map { lines($0, style) })
  }

  private static func lines(_ machine: MachineFindings, _ style: Style) -> [String] {
    let preamble = Preamble(machine: machine)
    var lines = preamble.paragraphs.flatMap { Paragraph(text: $0, indent: 2).lines }
    lines += preamble.warnings.flatMap { warning in
      Paragraph(text: warning, indent: 2).lines.map { style.paint($0, .doubtful) }
    }
    guard !machine.findings.isEmpty else { return lines + ["", "No cell was weighed."] }
    lines += [""] + TableRow.header.map { style.paint($0, .strong) }
    lines += machine.findings.flatMap { TableRow(finding: $0, style: style).lines }
    lines += [""]
    lines += Legend(machine: machine).paragraphs.flatMap { legend in
      Paragraph(text: legend, indent: 2).lines.map { style.paint($0, .faint) }
    }
    for finding in machine.findings {
      let sentence = Sentence(finding: finding)
      lines += [""] + Paragraph(text: sentence.text).lines
      lines += (sentence.refusals + finding.setbacks).map { "  \($0)".cut(to: Paragraph.width) }
    }
    return lines
  }
}
